// An actor owns its state and meets the world only through its Context.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

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
  ActorId to;
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
    Fate fate;
  };
  struct Span {  // what the nth event of the window caused: ends of its slices
    std::size_t sent_end = 0, notes_end = 0;
  };
  std::vector<Sent> sent;
  std::vector<Note> notes;
  std::vector<Span> spans;
};

// What belongs to one actor. Only the actor's own job touches it during a window.
template <class Message>
struct Desk {
  ActorId self;
  Random random;
  std::uint64_t sent = 0;  // events named so far: lost ones and timers included
  std::vector<OutLink> links;
  Outbox<Message> outbox;
};

// What an actor may do while it handles one event. No other door leads out.
template <class Message>
class Context {
 public:
  Context(const Event<Message>& event, Desk<Message>& desk) : event_(event), desk_(desk) {}

  Time now() const { return event_.key.at; }
  ActorId self() const { return desk_.self; }
  Random& random() { return desk_.random; }

  // Sends over one of the actor's links; delay, loss and duplication are the link's.
  // REQUIRES: the port exists.
  void send(Port port, Message message) {
    SIM_CHECK(port.value < desk_.links.size(), "actor", desk_.self.value, "port", port.value);
    OutLink& link = desk_.links[port.value];
    const std::size_t bytes = link.dice.limits_bandwidth() ? size_on_link(message) : 0;
    const Passage passage = link.dice.pass(now(), bytes);
    const EventId cause = event_.key.id(), original{desk_.self, desk_.sent};
    if (!passage.arrival) {
      const Fate fate = passage.down ? Fate::kDown : Fate::kLost;
      post(now(), link.to, link.id, cause, fate, std::move(message));
    } else if (!passage.second_arrival) {
      post(*passage.arrival, link.to, link.id, cause, Fate::kQueued, std::move(message));
    } else {
      post(*passage.arrival, link.to, link.id, cause, Fate::kQueued, message);
      post(*passage.second_arrival, link.to, link.id, original, Fate::kDuplicated,
           std::move(message));
    }
  }

  // A message to oneself, later. REQUIRES: delay.ns >= 0.
  void after(Duration delay, Message message) {
    SIM_CHECK(delay.ns >= 0, "delay", delay.ns);
    post(now() + delay, desk_.self, kNoLink, event_.key.id(), Fate::kQueued, std::move(message));
  }

  // Tells whoever watches; changes nothing in the model.
  void note(const Note& note) { desk_.outbox.notes.push_back(note); }

 private:
  void post(Time at, ActorId to, LinkId link, EventId cause, Fate fate, Message message) {
    desk_.outbox.sent.push_back(
        {{{at, to, desk_.self, desk_.sent++}, cause, now(), link, std::move(message)}, fate});
  }

  const Event<Message>& event_;
  Desk<Message>& desk_;
};

template <class Message>
class Actor {
 public:
  virtual ~Actor() = default;

  // Handles one event, to completion. Events come in EventKey order, one at a time.
  virtual void receive(const Message& message, ActorId from, Context<Message>& context) = 0;

  // For the report of a run that cannot go on: what this actor still waits for, or nothing.
  virtual std::string waiting_for() const { return {}; }
};

}  // namespace sim
