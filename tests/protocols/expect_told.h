// Tables of configs that are wrong, for tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/protocols/example.h"

namespace protocols {

// The part of a good config (example.h) that is exchanged, what it is exchanged for, and what is
// told: the place, the field, the problem.
struct Row {
  std::string part, other;  // no part: `other` is the whole config
  std::string told;
  std::string hint = "";
};

inline void expect_told(const std::vector<Row>& rows) {
  for (const auto& [part, other, told, hint] : rows) {
    const std::string text = part.empty() ? other : example_with(part, other);
    EXPECT_THAT(problem_of(text), testing::StartsWith("a.textproto:" + told)) << text;
    EXPECT_THAT(problem_of(text), testing::HasSubstr(hint.empty() ? "" : "\nhint: " + hint))
        << text;
  }
}

}  // namespace protocols
