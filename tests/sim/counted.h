// A message for tests: some content, and the sample that it counts for.
#pragma once

#include <cstdint>

#include "sim/note.h"

namespace sim {

struct Counted {
  std::uint64_t content = 0;
  Sample sample = kNoSample;
};

inline Sample sample_of(const Counted& message) { return message.sample; }
inline std::uint64_t digest_of(const Counted& message) {
  return message.content * 31 + static_cast<std::uint64_t>(message.sample);
}

}  // namespace sim
