// An observer that writes down all it is told, in short lines that tests compare.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "sim/observer.h"

namespace sim {

inline std::string text(Time t) { return fmt::format("{}.{}", t.ns, t.microstep); }
inline std::string text(ActorId id) { return id == kOutside ? "out" : fmt::format("{}", id.value); }
inline std::string text(const EventId& id) { return fmt::format("{}#{}", text(id.from), id.nth); }

// "10.0 1#4>2": at 10 ns the event that is number 4 of actor 1 reaches actor 2.
inline std::string text(const EventKey& key) {
  return fmt::format("{} {}>{}", text(key.at), text(key.id()), text(key.to));
}

template <class Message>
class Recorder final : public Observer<Message> {
 public:
  struct Sent {
    Event<Message> event;
    Fate fate;
  };

  void on_send(const Event<Message>& event, Fate fate) override {
    sent.push_back({event, fate});
    calls.push_back("send " + text(event.key));
  }
  void on_receive(const Event<Message>& event) override {
    received.push_back(event);
    calls.push_back("receive " + text(event.key));
  }
  void on_note(const Note& note, const EventKey& during) override {
    notes.push_back(note);
    calls.push_back(fmt::format("note {} during {}", note.sample, text(during)));
  }
  void on_window_end(Time now) override { calls.push_back("end " + text(now)); }

  std::vector<std::string> keys() const {  // of what was received
    std::vector<std::string> out;
    for (const auto& event : received) out.push_back(text(event.key));
    return out;
  }
  std::vector<std::string> take() { return std::exchange(calls, {}); }

  std::vector<Sent> sent;
  std::vector<Event<Message>> received;
  std::vector<Note> notes;
  std::vector<std::string> calls;
};

}  // namespace sim
