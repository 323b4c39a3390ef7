// An actor with what the engine keeps for it: its name, its draws, its links.
#pragma once

#include <memory>

#include "sim/actor.h"
#include "sim/archive.h"
#include "sim/check.h"
#include "sim/event.h"

namespace sim {

template <class Message>
struct Seat {
  std::unique_ptr<Actor<Message>> actor;
  Desk desk;

  void prefetch() const {
    __builtin_prefetch(actor.get());
    __builtin_prefetch(desk.links.data());
    __builtin_prefetch(reinterpret_cast<const char*>(desk.links.data()) + 64);
  }

  void archive(Archive& a) {
    a(desk);
    actor->archive(a);
  }
};

// Whoever is sent to must have one.
template <class Seats>
void require_receiver(const Seats& seats, const EventKey& key) {
  SIM_CHECK(key.to.value < seats.size(), "to", key.to.value);
}

}  // namespace sim
