// Events, and the one comparison that orders the whole simulation.
#pragma once

#include <compare>
#include <cstdint>

#include "sim/time.h"

namespace sim {

struct ActorId {
  std::uint32_t value = 0;
  template <class A>
  void archive(A& a) {
    a(value);
  }
  friend constexpr auto operator<=>(const ActorId&, const ActorId&) = default;
};

// What is injected from outside the network of actors comes from here.
inline constexpr ActorId kOutside{0xffffffff};
// A link that leads to whom its sender names.
inline constexpr ActorId kAnyone{0xfffffffe};

// A link's number, in the order in which links were made.
struct LinkId {
  std::uint32_t value = 0;
  template <class A>
  void archive(A& a) {
    a(value);
  }
  friend constexpr auto operator<=>(const LinkId&, const LinkId&) = default;
};

// An actor's own timers travel on no link.
inline constexpr LinkId kNoLink{0xffffffff};

// The name of an event for ever: the nth of its sender. Causes are told by it.
struct EventId {
  ActorId from = kOutside;
  std::uint64_t nth = 0;
  template <class A>
  void archive(A& a) {
    a(from, nth);
  }
  friend constexpr auto operator<=>(const EventId&, const EventId&) = default;
};

// Every field is decided by the model alone: none depends on threads, addresses, or the
// order in which events reached the queue.
struct EventKey {
  Time at;                // when it is received
  ActorId to;             // who receives it
  ActorId from;           // who sent it
  std::uint64_t nth = 0;  // how many events that sender had sent before
  friend constexpr auto operator<=>(const EventKey&, const EventKey&) = default;

  template <class A>
  void archive(A& a) {
    a(at, to, from, nth);
  }

  EventId id() const { return {from, nth}; }
};

template <class Message>
struct Event {
  EventKey key;
  EventId cause;          // the event whose handling sent this one
  Time sent;              // when it was sent
  LinkId link = kNoLink;  // the link it travelled on
  Message message;

  template <class A>
  void archive(A& a) {
    a(key, cause, sent, link, message);
  }
};

}  // namespace sim
