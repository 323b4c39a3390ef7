// What a trace says, row by row, as plain structs: for those who write it and those who ask.
#pragma once

#include <cstdint>

#include "sim/event.h"
#include "sim/note.h"
#include "sim/observer.h"

namespace lab::trace {

// A message that was sent. Kinds and details are numbers of the header's tables.
struct EventRow {
  std::uint64_t number = 0;  // among all rows of the trace
  sim::EventId id;
  sim::ActorId to;
  sim::LinkId link = sim::kNoLink;
  std::uint32_t kind = 0, detail = 0;
  sim::Sample sample = sim::kNoSample;
  sim::Time sent, at;  // at: when received; of a lost one, when sent
  sim::Fate fate = sim::Fate::kQueued;
  sim::EventId cause;
  std::uint64_t version = 0, feedback_version = 0;  // of weights that the message comes from
  std::uint64_t bytes = 0;
  friend bool operator==(const EventRow&, const EventRow&) = default;
};

struct NoteRow {
  sim::Time at;
  sim::EventId during;  // the event that was being handled
  sim::Note note;
};

}  // namespace lab::trace
