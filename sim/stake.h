// What a message holds of the phase that caused it, so that a clock can tell by messages alone when
// the phase has settled: credit distribution and recovery (Mattern 1989, Information Processing
// Letters 30). An order gives out a whole stake; whoever sends on splits what it got, whoever
// does not gives it back in a report. When all has come back, nothing is under way.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <set>

#include "sim/phase.h"

namespace sim {

struct Stake {
  std::int32_t halvings = -1;   // it is 2^-halvings of an order's; negative: none
  Phase phase = Phase::kInfer;  // of that order

  bool any() const { return halvings >= 0; }
  // Parts with one half and keeps the other.
  Stake split() {
    if (any()) ++halvings;
    return *this;
  }
  friend bool operator==(const Stake&, const Stake&) = default;
  template <class A>
  void archive(A& a) {
    a(halvings, phase);
  }
};

inline constexpr Stake kNoStake{};

// What has come back, exactly: stakes of deep networks are too small for floating point.
class RecoveredStakes {
 public:
  void add(Stake stake) {
    if (!stake.any()) return;
    std::int32_t at = stake.halvings;
    while (at > 0 && pieces_.erase(at) > 0) --at;  // two halves are one of the next size
    if (at == 0) {
      ++whole_;
    } else {
      pieces_.insert(at);
    }
  }
  // How many orders' stakes are complete.
  std::int64_t whole() const { return whole_; }
  void clear() { *this = {}; }

  friend std::ostream& operator<<(std::ostream& out, const RecoveredStakes& r) {
    out << r.whole_ << ' ' << r.pieces_.size();
    for (const std::int32_t halvings : r.pieces_) out << ' ' << halvings;
    return out;
  }
  friend std::istream& operator>>(std::istream& in, RecoveredStakes& r) {
    std::size_t count = 0;
    r.clear();
    in >> r.whole_ >> count;
    for (std::int32_t halvings = 0; count > 0 && in >> halvings; --count) {
      r.pieces_.insert(halvings);
    }
    return in;
  }

 private:
  std::int64_t whole_ = 0;
  std::set<std::int32_t> pieces_;  // halvings: at most one piece of each size
};

}  // namespace sim
