// Where events wait: slots that stay where they are while others come and go, and are used again.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/event.h"

namespace sim {

template <class Message>
class EventPool {
 public:
  std::uint32_t put(Event<Message>&& event) {
    if (free_.empty()) grow();
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    (*this)[slot] = std::move(event);
    return slot;
  }

  // Keeps nothing of the event alive. REQUIRES: put gave the slot, and it was not released.
  void release(std::uint32_t slot) {
    if constexpr (!std::is_trivially_destructible_v<Message>) (*this)[slot].message = Message{};
    free_.push_back(slot);
  }

  void prefetch(std::uint32_t slot) const {
    const auto* event = reinterpret_cast<const char*>(&(*this)[slot]);
    __builtin_prefetch(event);
    __builtin_prefetch(event + 64);
  }

  // References are good until the slot is released.
  Event<Message>& operator[](std::uint32_t slot) { return blocks_[slot / kBlock][slot % kBlock]; }
  const Event<Message>& operator[](std::uint32_t slot) const {
    return blocks_[slot / kBlock][slot % kBlock];
  }

 private:
  static constexpr std::uint32_t kBlock = 256;

  void grow() {
    const auto first = static_cast<std::uint32_t>(blocks_.size()) * kBlock;
    blocks_.push_back(std::make_unique<Event<Message>[]>(kBlock));
    for (std::uint32_t i = kBlock; i-- > 0;) free_.push_back(first + i);
  }

  std::vector<std::unique_ptr<Event<Message>[]>> blocks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace sim
