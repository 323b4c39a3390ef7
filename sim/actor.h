// An actor owns its state and meets the world only through its Context.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/archive.h"
#include "sim/check.h"
#include "sim/event.h"
#include "sim/link_dice.h"
#include "sim/note.h"
#include "sim/observer.h"
#include "sim/random.h"

namespace sim {

// One of an actor's outgoing links, in the order in which they were attached to it.
struct Port {
  std::uint32_t value = 0;
};

// An outgoing link as its sender holds it.
struct OutLink {
  LinkId id;
  ActorId to;  // or kAnyone
  LinkDice dice;
};

// What a message occupies on a link of limited bandwidth: nothing, unless argument-dependent lookup
// finds bytes_of(const Message&).
template <class Message>
std::size_t size_on_link(const Message& message) {
  if constexpr (requires { bytes_of(message); }) {
    return bytes_of(message);
  } else {
    return 0;
  }
}

// What one handler did, in order, until the engine merges it.
template <class Message>
struct Outbox {
  struct Sent {
    Event<Message> event;
    Fate fate = Fate::kQueued;
    template <class A>
    void archive(A& a) {
      a(event, fate);
    }
  };
  struct Span {  // what the nth event of the window caused: ends of its slices
    std::size_t sent_end = 0, notes_end = 0;
  };
  std::vector<Sent> sent;
  std::vector<Note> notes;
  std::vector<Span> spans;

  void clear() {
    sent.clear();
    notes.clear();
    spans.clear();
  }
};

// What belongs to one actor. Only the actor's own job touches it during a window.
struct Desk {
  ActorId self;
  Random random;
  std::uint64_t sent = 0;  // events named so far: lost ones and timers included
  std::vector<OutLink> links;

  void archive(Archive& a) {
    a(random, sent);
    for (OutLink& link : links) a(link.dice);
  }
};

// What an actor may do while it handles one event. No other door leads out.
template <class Message>
class Context {
 public:
  Context(const Event<Message>& event, Desk& desk, Outbox<Message>& out)
      : event_(event), desk_(desk), out_(out) {}

  Time now() const { return event_.key.at; }
  ActorId self() const { return desk_.self; }
  Random& random() { return desk_.random; }

  // Sends over one of the actor's links; delay, loss and duplication are the link's.
  // REQUIRES: the port exists, and leads to one receiver.
  void send(Port port, Message message) {
    OutLink& link = link_at(port);
    SIM_CHECK(link.to != kAnyone, "actor", desk_.self.value, "port", port.value);
    send(link, link.to, std::move(message));
  }

  // Sends over a link to anyone. REQUIRES: the port exists, and is such a link; "to" exists.
  void send(Port port, ActorId to, Message message) {
    OutLink& link = link_at(port);
    SIM_CHECK(link.to == kAnyone, "actor", desk_.self.value, "port", port.value);
    send(link, to, std::move(message));
  }

  // A message to oneself, later. REQUIRES: delay.ns >= 0.
  void after(Duration delay, Message message) {
    SIM_CHECK(delay.ns >= 0, "delay", delay.ns);
    post(now() + delay, desk_.self, kNoLink, event_.key.id(), Fate::kQueued, std::move(message));
  }

  // Tells whoever watches; changes nothing in the model.
  void note(const Note& note) { out_.notes.push_back(note); }

 private:
  OutLink& link_at(Port port) {
    SIM_CHECK(port.value < desk_.links.size(), "actor", desk_.self.value, "port", port.value);
    return desk_.links[port.value];
  }

  void send(OutLink& link, ActorId to, Message message) {
    const std::size_t bytes = link.dice.limits_bandwidth() ? size_on_link(message) : 0;
    const Passage passage = link.dice.pass(now(), bytes);
    const EventId cause = event_.key.id(), original{desk_.self, desk_.sent};
    if (!passage.arrival) {
      const Fate fate = passage.down ? Fate::kDown : Fate::kLost;
      post(now(), to, link.id, cause, fate, std::move(message));
    } else if (!passage.second_arrival) {
      post(*passage.arrival, to, link.id, cause, Fate::kQueued, std::move(message));
    } else {
      post(*passage.arrival, to, link.id, cause, Fate::kQueued, message);
      post(*passage.second_arrival, to, link.id, original, Fate::kDuplicated, std::move(message));
    }
  }

  // Written where it stays: an event put together elsewhere and copied costs half as much again.
  void post(Time at, ActorId to, LinkId link, EventId cause, Fate fate, Message message) {
    auto& [event, its_fate] = out_.sent.emplace_back();
    event.key.at = at;
    event.key.to = to;
    event.key.from = desk_.self;
    event.key.nth = desk_.sent++;
    event.cause = cause;
    event.sent = now();
    event.link = link;
    event.message = std::move(message);
    its_fate = fate;
  }

  const Event<Message>& event_;
  Desk& desk_;
  Outbox<Message>& out_;
};

template <class Message>
class Actor {
 public:
  virtual ~Actor() = default;

  // Handles one event, to completion. Events come in EventKey order, one at a time.
  virtual void receive(const Message& message, ActorId from, Context<Message>& context) = 0;

  // For the report of a run that cannot go on: what this actor still waits for, or nothing.
  virtual std::string waiting_for() const { return {}; }

  // Writes or reads the state, between two windows. An actor of the same kind, made alike, goes on
  // as this one would.
  virtual void archive(Archive&) { throw std::logic_error("an actor that cannot be saved"); }
};

}  // namespace sim
