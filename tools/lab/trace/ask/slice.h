// The rows that an answer needs: all of some samples, what caused them, and the weights that they
// came down through. It knows what an actor had heard at a moment, and not what that is good for.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "tools/lab/trace/ask/routes.h"
#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

class Slice {
 public:
  // One pass, from the end of the trace to its beginning: causes come before what they cause.
  Slice(TraceFile& file, std::set<sim::Sample> samples, std::optional<sim::EventId> event = {});

  const Routes& routes() const { return routes_; }
  bool empty() const { return rows_.empty(); }
  const EventRow* find(sim::EventId id) const;
  // The transport of these weights of a layer, or null.
  const EventRow* weights(sim::Layer layer, std::uint64_t version) const;

  // What was sent of a sample there, in the order of sending. Of orders only those that matter
  // there: infer to the source, target to the teacher, learn to a layer.
  std::vector<const EventRow*> words(Route place, sim::Sample sample) const;
  // Of these the one that its receiver had heard at a moment, or null: the first one, or of units
  // that speak more than once the last.
  const EventRow* heard(Route place, sim::Sample sample, const sim::EventKey& moment) const;

  // The message itself, of one that a population kept to itself while it worked on it; and of a
  // local step what the steps began with. Null if that is not in the trace.
  const EventRow* origin(const EventRow* row) const;
  // When a message is handled: when received, or after the time that its processing takes.
  sim::EventKey handled(const EventRow& row) const;
  // When what a message says was decided: its sender handled its cause.
  sim::EventKey moment(const EventRow& row) const;
  bool units_take_time() const { return steps_; }

 private:
  void take(const EventRow& row, bool is_wanted);
  bool wants_cause(const EventRow& row) const;
  bool is_of_sample(const EventRow& row) const { return samples_.contains(row.sample); }

  const TraceFile& file_;
  Routes routes_;
  std::set<sim::Sample> samples_;
  std::map<sim::EventId, EventRow> rows_;
  std::map<sim::EventId, sim::EventId> copies_;  // of what is kept while it is worked on
  std::map<std::pair<sim::Layer, std::uint64_t>, sim::EventId> weights_;
  std::map<sim::EventId, int> wanted_;  // with how far their own causes are wanted
  std::set<std::pair<sim::Layer, std::uint64_t>> wanted_weights_;
  bool steps_ = false;
};

sim::EventKey key_of(const EventRow& row);

}  // namespace lab::trace
