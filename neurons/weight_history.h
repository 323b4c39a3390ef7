// The weights of a layer at times gone by: whoever evaluates asks for those of now, and the layer
// may be ahead of that by the lookahead of its engine.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "neurons/tensor.h"
#include "sim/time.h"

namespace neurons {

class WeightHistory {
 public:
  explicit WeightHistory(Weights initial) { past_.push_back({{}, std::move(initial)}); }

  // How far back somebody may ask, from the time of the newest: not as far as this.
  void reach(sim::Duration length) { length_ = length; }

  // REQUIRES: `now` is never before that of the last ones.
  void put(sim::Time now, const Weights& weights) {
    past_.push_back({now, weights});
    while (past_.size() > 1 && past_[1].since.ns <= now.ns - length_.ns) past_.erase(past_.begin());
  }

  const Weights& newest() const { return past_.back().weights; }
  const Weights& at(sim::Time now) const {
    const auto later =
        std::upper_bound(past_.begin() + 1, past_.end(), now,
                         [](sim::Time asked, const Entry& entry) { return asked < entry.since; });
    return std::prev(later)->weights;
  }

  template <class A>
  void archive(A& a) {
    a(past_);
  }

 private:
  struct Entry {
    sim::Time since;
    Weights weights;

    template <class A>
    void archive(A& a) {
      a(since, weights);
    }
  };
  sim::Duration length_{};
  std::vector<Entry> past_;  // oldest first; the first one is older than anybody asks for
};

}  // namespace neurons
