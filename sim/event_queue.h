// The events still to come, smallest key first. An event stays in one place from when it was sent
// until it has been handled; what is moved and compared is small, and mostly its time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/archive.h"
#include "sim/day_ring.h"
#include "sim/event_pool.h"

namespace sim {

template <class Message>
class EventQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  // REQUIRES: !empty().
  const EventKey& next_key() const { return events_[next().slot].key; }
  bool next_is_before(Time end) const {
    if (empty() || next().ns > end.ns) return false;
    return next().ns < end.ns || next_key().at < end;
  }

  // REQUIRES: no event with this key is in the queue.
  void push(Event<Message>&& event) {
    const EventKey& key = event.key;
    const std::int64_t ns = key.at.ns;
    const std::uint32_t to = key.to.value;
    const Due due{ns, events_.put(std::move(event)), to};
    if (size_++ == 0) days_.start_with(due);
    if (!days_.is_today(due)) return days_.file(due);
    urgent_.push_back(due);
    std::push_heap(urgent_.begin(), urgent_.end(), Later{*this});
  }

  // The next event leaves the order; it stays in its slot until that is released.
  // REQUIRES: !empty().
  Due take() {
    const Due due = next_is_urgent() ? take_urgent() : today_[handled_++];
    --size_;
    while (planned() < kAhead && !days_.empty()) begin_day();
    if (const Due* soon = ahead(kAhead)) events_.prefetch(soon->slot);
    return due;
  }
  const Event<Message>& operator[](const Due& due) const { return events_[due.slot]; }
  void release(const Due& due) { events_.release(due.slot); }

  // The one that will be taken after so many others, unless some more are sent for before it.
  // Null if there is none, or that is not known yet. REQUIRES: n <= kAhead.
  const Due* ahead(std::size_t n) const {
    return planned() < n ? nullptr : &today_[handled_ + n - 1];
  }

  // REQUIRES: !empty().
  Event<Message> pop() {
    const Due due = take();
    Event<Message> event = std::move(events_[due.slot]);
    events_.release(due.slot);
    return event;
  }

  // Writes the events for whose receivers counts(receiver) is true, in the order of keys: the bytes
  // do not tell how the queue was filled. Reads some more.
  template <class Counts>
  void archive(Archive& a, const Counts& counts) {
    std::vector<Due> all;
    visit_due([&](const Due& due) {
      if (counts(ActorId{due.to})) all.push_back(due);
    });
    std::uint64_t count = all.size();
    a(count);
    if (a.reads()) return read(a, count);
    std::sort(all.begin(), all.end(), earlier());
    for (const Due& due : all) a(events_[due.slot]);
  }

  // Every event still to come, in no order.
  template <class Visitor>
  void visit(const Visitor& visitor) const {
    visit_due([&](const Due& due) { visitor(events_[due.slot]); });
  }

 private:
  // Whoever handles an event looks at it: as far ahead it is fetched from memory.
  static constexpr std::size_t kAhead = 10;
  static constexpr std::size_t kForget = 128;  // so many at once: the rest is moved

  struct Later {  // the order of keys, reversed
    const EventQueue& queue;
    bool operator()(const Due& a, const Due& b) const {
      if (a.ns != b.ns) return a.ns > b.ns;
      return queue.events_[a.slot].key > queue.events_[b.slot].key;
    }
  };

  auto earlier() const {
    return [this](const Due& a, const Due& b) { return Later{*this}(b, a); };
  }

  void read(Archive& a, std::uint64_t count) {
    for (; count > 0; --count) {
      Event<Message> event;
      a(event);
      push(std::move(event));
    }
  }

  template <class Visitor>
  void visit_due(const Visitor& visitor) const {
    std::for_each(today_.begin() + static_cast<std::ptrdiff_t>(handled_), today_.end(), visitor);
    std::for_each(urgent_.begin(), urgent_.end(), visitor);
    days_.visit(visitor);
  }

  std::size_t planned() const { return today_.size() - handled_; }

  bool next_is_urgent() const {
    if (urgent_.empty() || planned() == 0) return planned() == 0;
    return Later{*this}(today_[handled_], urgent_.front());
  }
  const Due& next() const { return next_is_urgent() ? urgent_.front() : today_[handled_]; }

  Due take_urgent() {
    std::pop_heap(urgent_.begin(), urgent_.end(), Later{*this});
    const Due due = urgent_.back();
    urgent_.pop_back();
    return due;
  }

  // Tomorrow becomes a part of today.
  void begin_day() {
    if (handled_ >= kForget) forget_handled();
    const auto before = static_cast<std::ptrdiff_t>(today_.size());
    days_.begin_day(today_);
    std::sort(today_.begin() + before, today_.end(), earlier());
  }

  void forget_handled() {
    today_.erase(today_.begin(), today_.begin() + static_cast<std::ptrdiff_t>(handled_));
    handled_ = 0;
  }

  EventPool<Message> events_;
  std::vector<Due> today_;   // in order
  std::size_t handled_ = 0;  // of those
  std::vector<Due> urgent_;  // a heap: what was sent for today after it had begun
  DayRing days_;             // from tomorrow on
  std::size_t size_ = 0;
};

}  // namespace sim
