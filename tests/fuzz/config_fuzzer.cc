// libFuzzer target: any bytes as the text of a config, and what follows a zero byte as a change of
// it. What is accepted must say the same when it is resolved and read again. Built by
// fuzzers_test.py with clang.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "protocols/config.h"
#include "protocols/resolve.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> changes;
  if (const std::size_t zero = text.find('\0'); zero != std::string::npos) {
    changes.push_back(text.substr(zero + 1));
    text.resize(zero);
  }
  std::string resolved;
  try {
    resolved = protocols::resolved_text(
        protocols::parse_config(text, "fuzz.textproto", changes).experiment());
  } catch (const protocols::BadInput&) {
    return 0;
  }
  const auto again = protocols::parse_config(resolved, "resolved.textproto");
  if (protocols::resolved_text(again.experiment()) != resolved) std::abort();
  return 0;
}
