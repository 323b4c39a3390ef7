// An actor alone, without an engine: what it is told, and what it then sends and notes.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "neurons/stage.h"

namespace neurons {

// What one call of receive() did, in order.
struct Reaction {
  struct Sent {
    std::uint32_t port;
    Message message;
  };
  std::vector<Sent> sent;
  std::vector<sim::Note> notes;

  bool nothing() const { return sent.empty() && notes.empty(); }

  // What left through a port, of one type.
  template <class T>
  std::vector<T> on(Port port) const {
    std::vector<T> out;
    for (const Sent& s : sent) {
      if (s.port == port.value && std::holds_alternative<T>(s.message)) {
        out.push_back(std::get<T>(s.message));
      }
    }
    return out;
  }
  // The only one. Throws if there are none or several.
  template <class T>
  T the(Port port) const {
    const std::vector<T> all = on<T>(port);
    if (all.size() != 1) throw std::logic_error(std::to_string(all.size()) + " messages, not 1");
    return all[0];
  }
  sim::Note note() const {
    if (notes.size() != 1) throw std::logic_error(std::to_string(notes.size()) + " notes, not 1");
    return notes[0];
  }
};

class ActorProbe {
 public:
  // The actor gets `ports` links of a constant delay, to actors 100, 101, ...
  ActorProbe(Actor& actor, std::uint32_t ports) : actor_(actor) {
    const sim::LinkLaw law{.delay = sim::ConstantDelay{{1000}}};
    for (std::uint32_t port = 0; port < ports; ++port) {
      desk_.links.push_back({sim::LinkId{port}, ActorId{100 + port}, sim::LinkDice(law, 1, port)});
    }
  }

  // Delivers a message, a microsecond after the one before.
  Reaction tell(Message message) {
    now_ = now_ + sim::Duration{1000};
    const ActorId sender{50};
    const sim::Event<Message> event{
        {now_, desk_.self, sender, told_++}, {}, now_, sim::kNoLink, std::move(message)};
    Context context(event, desk_, out_);
    actor_.receive(event.message, sender, context);
    return collect(event);
  }

 private:
  Reaction collect(const sim::Event<Message>& event) {
    Reaction out;
    for (auto& sent : out_.sent) {
      EXPECT_EQ(sent.event.cause, event.key.id());
      EXPECT_EQ(sent.event.key.at, now_ + sim::Duration{1000});
      out.sent.push_back({sent.event.link.value, std::move(sent.event.message)});
    }
    out.notes = out_.notes;
    out_ = {};
    return out;
  }

  Actor& actor_;
  sim::Desk desk_{ActorId{7}, sim::Random(1, 7, sim::Purpose::kModel), 0, {}};
  sim::Outbox<Message> out_;
  sim::Time now_;
  std::uint64_t told_ = 0;
};

}  // namespace neurons
