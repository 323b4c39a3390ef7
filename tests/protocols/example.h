// A config whose parts are the case that does not matter, and how tests ask what is wrong with one.
#pragma once

#include <string>
#include <vector>

#include "protocols/config.h"

namespace protocols {

inline const std::string kExample = R"(data { glyphs {} }
network { square { hidden_layers: 1 } }
rule { gait {} }
optimizer { adam {} }
clock { lockstep {} }
link { match: "*" delay { constant: "10us" } }
link { match: "feedback.*" loss: 0.5 }
run {}
)";

// The example with one part exchanged for another.
inline std::string example_with(const std::string& part, const std::string& other) {
  std::string text = kExample;
  return text.replace(text.find(part), part.size(), other);
}

// What is told about a config, or "" when it is good.
inline std::string problem_of(const std::string& text,
                              const std::vector<std::string>& overrides = {}) {
  try {
    parse_config(text, "a.textproto", overrides);
    return "";
  } catch (const BadInput& problem) {
    return problem.what();
  }
}

}  // namespace protocols
