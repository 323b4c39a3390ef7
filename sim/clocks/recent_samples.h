// The last samples that an instance was told of: links may say a thing twice, and out of order.
#pragma once

#include <algorithm>
#include <deque>
#include <istream>
#include <ostream>

#include "sim/note.h"

namespace sim {

class RecentSamples {
 public:
  // Whether it is told for the first time, as far as it remembers.
  bool first(Sample sample) {
    if (std::ranges::find(samples_, sample) != samples_.end()) return false;
    samples_.push_back(sample);
    if (samples_.size() > kRemembered) samples_.pop_front();
    return true;
  }

  friend std::ostream& operator<<(std::ostream& out, const RecentSamples& r) {
    return write(out, r.samples_);
  }
  friend std::istream& operator>>(std::istream& in, RecentSamples& r) {
    return read(in, r.samples_);
  }

  static std::ostream& write(std::ostream& out, const std::deque<Sample>& samples) {
    out << samples.size();
    for (const Sample sample : samples) out << ' ' << sample;
    return out;
  }
  static std::istream& read(std::istream& in, std::deque<Sample>& samples) {
    std::size_t count = 0;
    samples.clear();
    in >> count;
    for (Sample sample = 0; count > 0 && in >> sample; --count) samples.push_back(sample);
    return in;
  }

 private:
  static constexpr std::size_t kRemembered = 64;
  std::deque<Sample> samples_;
};

}  // namespace sim
