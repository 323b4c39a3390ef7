// Where events wait: slots that stay where they are while others come and go, and are used again.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/big_pages.h"
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
  Event<Message>& operator[](std::uint32_t slot) {
    const auto [block, place] = where(slot);
    return blocks_[block][place];
  }
  const Event<Message>& operator[](std::uint32_t slot) const {
    const auto [block, place] = where(slot);
    return blocks_[block][place];
  }

 private:
  static constexpr std::uint32_t kFirst = 256;  // slots of the first block; each has twice as many
  struct Place {
    std::uint32_t block, place;
  };

  static Place where(std::uint32_t slot) {
    const auto block = static_cast<std::uint32_t>(std::bit_width(slot / kFirst + 1)) - 1;
    return {block, slot - (kFirst << block) + kFirst};
  }

  void grow() {
    const std::uint32_t count = kFirst << blocks_.size(), first = count - kFirst;
    blocks_.emplace_back(count);
    for (std::uint32_t i = count; i-- > 0;) free_.push_back(first + i);
  }

  std::vector<std::vector<Event<Message>, BigPages<Event<Message>>>> blocks_;
  std::vector<std::uint32_t> free_;
};

}  // namespace sim
