#include "neurons/sample_memory.h"

namespace neurons {

std::uint32_t SampleHistory::reach(sim::Sample sample) {
  std::uint32_t open = 0;
  for (; first_ + kSpan <= sample; ++first_) {
    if (!has(first_, kClosed)) ++open;
    marks_[place(first_)] = 0;
  }
  return open;
}

}  // namespace neurons
