// Where a run has come to, for somebody who steps through it: what is in flight, what every actor
// did last. It does not know whether the run is live or was recorded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "tools/lab/trace/rows.h"

namespace lab {

class Play {
 public:
  struct ActorSeen {
    std::uint64_t sent = 0, received = 0;
    std::optional<trace::EventRow> last_received, last_sent;
    std::optional<trace::NoteRow> last_note;
  };
  using InFlight = std::map<sim::EventKey, trace::EventRow>;

  void sent(const trace::EventRow& row);  // a lost one is never in flight
  void received(const sim::EventKey& key);
  void noted(const trace::NoteRow& row, sim::ActorId by);

  sim::Time now() const { return now_; }
  std::uint64_t events() const { return events_; }  // received so far
  const InFlight& in_flight() const { return in_flight_; }
  const ActorSeen& actor(sim::ActorId id);

  // What happened since the last call, in order.
  struct Happening {
    std::optional<trace::EventRow> received, lost;
    std::optional<trace::NoteRow> note;
  };
  std::vector<Happening> take_happenings();

 private:
  ActorSeen& seen(sim::ActorId id);

  sim::Time now_;
  std::uint64_t events_ = 0;
  InFlight in_flight_;
  std::vector<ActorSeen> actors_;
  std::vector<Happening> happenings_;
};

// What moves a play on.
class Feed {
 public:
  virtual ~Feed() = default;
  // Everything of the next instant. False if nothing is left, or the run is over.
  virtual bool advance(Play& play) = 0;
  // What the actor itself says of its state; empty if nobody can know.
  virtual std::string state_of(sim::ActorId id) const = 0;
};

}  // namespace lab
