// What happened, for those who watch: recorders, statistics, the fingerprint, the ledger.
// Calls come on one thread, in key order, after the window they belong to has run.
#pragma once

#include <cstdint>

#include "sim/event.h"
#include "sim/note.h"

namespace sim {

enum class Fate : std::uint8_t {
  kQueued,
  kDuplicated,
  kLost,  // by chance
  kDown,  // by an outage of the link
};

constexpr bool is_lost(Fate fate) { return fate == Fate::kLost || fate == Fate::kDown; }

template <class Message>
class Observer {
 public:
  virtual ~Observer() = default;

  // A message left its sender; a lost one has no time of arrival (key.at is the time sent).
  virtual void on_send(const Event<Message>& /*event*/, Fate /*fate*/) {}
  virtual void on_receive(const Event<Message>& /*event*/) {}
  virtual void on_note(const Note& /*note*/, const EventKey& /*during*/) {}
  // Everything at this time has been handled; all that is in flight arrives later.
  virtual void on_window_end(Time /*now*/) {}
};

}  // namespace sim
