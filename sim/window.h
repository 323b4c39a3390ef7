// A piece of time whose events are handled before the first of them is told of: the actors of
// different groups do so side by side, since nothing that one group sends reaches another before
// the window ends. Then it is told of, step by step in the order of keys.
#pragma once

#include <algorithm>
#include <deque>
#include <vector>

#include "sim/archive.h"
#include "sim/group_run.h"
#include "sim/lookahead.h"

namespace sim {

template <class Message>
class Window {
 public:
  using Group = GroupRun<Message>;
  struct Step {  // an event, and the outbox with what it caused
    const typename Group::Handled* handled;
    Group* group;
    const EventKey& key() const { return handled->event->key; }
    bool operator<(const Step& other) const { return key() < other.key(); }
  };

  void use(Lookahead lookahead) { lookahead_ = std::move(lookahead); }

  // What is due at it, or after it, is not in a window that begins now.
  Time end_from(Time now) const { return now + lookahead_.length; }

  // Starts anew, and keeps nothing of the last one alive. REQUIRES: is_over().
  void start(Time end) {
    for (Group* group : groups_) group->clear();
    groups_.clear();
    steps_.clear();
    told_ = 0;
    end_ = end;
    recalled_ = false;
  }

  // Of one instant the receivers come in their order; in a longer window a group may come again.
  // REQUIRES: the event stays where it is until all is told.
  void add(const Event<Message>& event) { group_of(event.key.to.value).add(event); }

  // In the order in which they were added first.
  const std::vector<Group*>& groups() const { return groups_; }

  // All groups have run.
  void put_in_order() {
    for (Group* group : groups_) {
      for (const auto& handled : group->handled()) steps_.push_back({&handled, group});
    }
    std::fill(started_.begin(), started_.end(), nullptr);
    if (!is_instant()) std::sort(steps_.begin(), steps_.end());  // else they are
  }

  // Whether nothing is left to tell of.
  bool is_over() const { return told_ == steps_.size(); }
  // REQUIRES: !is_over().
  const Step& next() const { return steps_[told_]; }
  void pass() { ++told_; }

  // Whether one of its group handles this within the window, after what caused it.
  // Throws InvariantError if it is another group's.
  bool holds(const EventKey& key) const {
    if (!(key.at < end_)) return false;
    const auto& of = lookahead_.group_of;
    const bool own = recalled_ || of.empty() || of[key.from.value] == of[key.to.value];
    SIM_CHECK(own, "a link shorter than the lookahead, from", key.from.value, "to", key.to.value);
    return true;
  }

  // visit(step) of what is left to tell of, in the order of keys.
  template <class Visitor>
  void visit(const Visitor& visitor) const {
    std::for_each(steps_.begin() + static_cast<std::ptrdiff_t>(told_), steps_.end(), visitor);
  }

  // Throws what one of the actors threw at this instant, which is the next to be told of.
  void require_success(Time at) const {
    for (std::size_t i = told_; i < steps_.size() && steps_[i].key().at == at; ++i) {
      if (steps_[i].handled->failure) std::rethrow_exception(steps_[i].handled->failure);
    }
  }

  // Writes what is left to tell of whose receivers counts(receiver) is true for. Reads some more;
  // after the last of them REQUIRES sort().
  template <class Counts>
  void archive(Archive& a, const Counts& counts) {
    a(end_);
    std::vector<Step> mine;
    visit([&](const Step& step) {
      if (counts(step.key().to)) mine.push_back(step);
    });
    std::uint64_t count = mine.size();
    a(count);
    if (a.reads()) return read(a, count);
    for (const Step& step : mine) step.group->write(a, *step.handled);
  }
  void sort() {
    put_in_order();
    std::sort(steps_.begin(), steps_.end());
  }

 private:
  bool is_instant() const { return lookahead_.group_of.empty(); }

  Group& group_of(std::uint32_t actor) {
    if (is_instant()) {
      const bool again = !groups_.empty() && groups_.back()->number() == actor;
      return again ? *groups_.back() : start_group(actor);
    }
    const std::uint32_t number = lookahead_.group_of[actor];
    if (number >= started_.size()) started_.resize(number + 1, nullptr);
    if (started_[number] == nullptr) started_[number] = &start_group(number);
    return *started_[number];
  }

  Group& start_group(std::uint32_t number) {
    if (groups_.size() == store_.size()) store_.emplace_back();
    Group& group = store_[groups_.size()];
    group.start(number, end_);
    groups_.push_back(&group);
    return group;
  }

  void read(Archive& a, std::uint64_t count) {
    recalled_ = true;
    Group& recalled = groups_.empty() ? start_group(0) : *groups_.front();
    for (; count > 0; --count) recalled.read(a);
  }

  Lookahead lookahead_;
  Time end_;
  std::deque<Group> store_;  // they stay where they are, and are used again
  std::vector<Group*> groups_;
  std::vector<Group*> started_;  // by number
  std::vector<Step> steps_;      // in the order of keys
  std::size_t told_ = 0;         // of those
  bool recalled_ = false;        // of a state: its groups were those of another lookahead
};

}  // namespace sim
