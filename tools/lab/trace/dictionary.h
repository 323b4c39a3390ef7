// What the numbers of rows mean: the header of a run, and the names that it gives.
#pragma once

#include <string>

#include "protocols/trace.pb.h"
#include "tools/lab/trace/rows.h"

namespace lab::trace {

class Dictionary {
 public:
  Dictionary() = default;
  explicit Dictionary(protocols::trace::Header header) : header_(std::move(header)) {}

  const protocols::trace::Header& header() const { return header_; }

  // For people. Numbers beyond the tables are numbers.
  std::string actor(sim::ActorId id) const;
  std::string link(sim::LinkId id) const;
  std::string kind(const EventRow& row) const;
  std::string detail(const EventRow& row) const;
  std::string event(const sim::EventId& id) const;  // "feedback3#17"
  std::string note_kind(const NoteRow& row) const;
  // Throw protocols::BadInput that lists what there is.
  void require_kind(const std::string& name) const;  // of a message or a note
  void require_phase(const std::string& name) const;
  sim::ActorId actor_called(const std::string& name) const;
  sim::EventId event_called(const std::string& name) const;

 protected:
  protocols::trace::Header header_;
};

}  // namespace lab::trace
