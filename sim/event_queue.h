// The events still to come, smallest key first. Keys and messages lie apart: the heap moves
// small nodes only, and slots of handled events are used again.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/check.h"
#include "sim/event.h"

namespace sim {

template <class Message>
class EventQueue {
 public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }

  // REQUIRES: !empty().
  const EventKey& next_key() const { return heap_.front().key; }

  // REQUIRES: no event with this key is in the queue.
  void push(Event<Message> event) {
    const EventKey key = event.key;
    heap_.push_back({key, store(std::move(event))});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }

  // REQUIRES: !empty().
  Event<Message> pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Node node = heap_.back();
    heap_.pop_back();
    free_.push_back(node.slot);
    return std::move(slots_[node.slot]);
  }

  // Every event still to come, in no order.
  template <class Visitor>
  void visit(Visitor&& visitor) const {
    for (const Node& node : heap_) visitor(slots_[node.slot]);
  }

 private:
  struct Node {
    EventKey key;
    std::uint32_t slot;
  };

  static bool later(const Node& a, const Node& b) { return a.key > b.key; }

  std::uint32_t store(Event<Message> event) {
    if (free_.empty()) {
      slots_.push_back(std::move(event));
      return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    slots_[slot] = std::move(event);
    return slot;
  }

  std::vector<Node> heap_;
  std::vector<Event<Message>> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace sim
