// How many data messages of each sample are on their way: what "quiet" means.
// Needs, found by argument-dependent lookup:
//   Sample sample_of(const Message&);   kNoSample for what does not count, such as clock messages
#pragma once

#include <map>
#include <vector>

#include "sim/observer.h"

namespace sim {

template <class Message>
class InFlight final : public Observer<Message> {
 public:
  void on_send(const Event<Message>& event, Fate fate) override {
    const Sample sample = sample_of(event.message);
    if (sample == kNoSample || is_lost(fate)) return;
    ++pending_[sample];
  }

  void on_receive(const Event<Message>& event) override {
    const Sample sample = sample_of(event.message);
    if (sample == kNoSample) return;
    --pending_[sample];
    touched_.push_back(sample);
  }

  // Settles the counts of this window; tells which samples became quiet in it.
  void on_window_end(Time) override {
    newly_quiet_.clear();
    for (const Sample sample : touched_) {
      const auto found = pending_.find(sample);
      if (found == pending_.end() || found->second != 0) continue;
      newly_quiet_.push_back(sample);
      pending_.erase(found);
    }
    touched_.clear();
  }

  // Nothing of this sample is in flight. A sample that never spoke is quiet.
  bool quiet(Sample sample) const { return !pending_.contains(sample); }
  const std::vector<Sample>& newly_quiet() const { return newly_quiet_; }
  bool all_quiet() const { return pending_.empty(); }

 private:
  std::map<Sample, std::int64_t> pending_;
  std::vector<Sample> touched_;
  std::vector<Sample> newly_quiet_;
};

}  // namespace sim
