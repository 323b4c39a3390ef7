// How many data messages of each sample are on their way: what "quiet" means.
// Needs, found by argument-dependent lookup:
//   Sample sample_of(const Message&);   kNoSample for what does not count, such as clock messages
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "sim/observer.h"

namespace sim {

template <class Message>
class InFlight final : public Observer<Message> {
 public:
  void on_send(const Event<Message>& event, Fate fate) override {
    const Sample sample = sample_of(event.message);
    if (sample == kNoSample || is_lost(fate)) return;
    const auto lock = guard();
    ++pending_[sample];
  }

  // It counts until the end of the window, when all that it caused is counted, too.
  void on_receive(const Event<Message>& event) override {
    const Sample sample = sample_of(event.message);
    if (sample != kNoSample) received_.push_back(sample);
  }

  // Settles the counts of this window; tells which samples became quiet in it.
  void on_window_end(Time) override {
    newly_quiet_.clear();
    const auto lock = guard();
    for (const Sample sample : received_) {
      const auto found = pending_.find(sample);
      if (--found->second != 0) continue;
      newly_quiet_.push_back(sample);
      pending_.erase(found);
    }
    received_.clear();
  }

  // From now on quiet() may be called on any thread.
  void share() { shared_ = true; }

  // Nothing of this sample is in flight. A sample that never spoke is quiet.
  bool quiet(Sample sample) const {
    const auto lock = guard();
    return !pending_.contains(sample);
  }
  const std::vector<Sample>& newly_quiet() const { return newly_quiet_; }
  bool all_quiet() const { return pending_.empty(); }

  // Between two windows.
  template <class A>
  void archive(A& a) {
    a(pending_);
  }

 private:
  std::unique_lock<std::mutex> guard() const {
    return shared_ ? std::unique_lock(mutex_) : std::unique_lock<std::mutex>();
  }

  bool shared_ = false;
  mutable std::mutex mutex_;
  std::map<Sample, std::int64_t> pending_;  // under the mutex, if shared
  std::vector<Sample> received_;            // in this window
  std::vector<Sample> newly_quiet_;
};

}  // namespace sim
