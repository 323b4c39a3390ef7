#include "tools/lab/trace/ask/why.h"

#include <fmt/format.h>

#include <set>

#include "protocols/bad_input.h"
#include "tools/lab/trace/ask/outcome.h"
#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/ask/why_json.h"
#include "tools/lab/trace/ask/why_update.h"
#include "tools/lab/trace/scan.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;

void require_layer(const TraceFile& file, sim::Layer layer) {
  const auto layers = static_cast<sim::Layer>(file.header().layers());
  if (layer >= 1 && layer <= layers) return;
  throw protocols::BadInput(fmt::format("trace '{}' has no layer {}\nhint: its layers are 1 to {}",
                                        file.path().string(), layer, layers));
}

[[noreturn]] void fail_without(const TraceFile& file, sim::Sample sample, const Outcome& outcome) {
  std::string hint = outcome.first == sim::kNoSample
                         ? "it has no sample at all"
                         : fmt::format("its samples are {} to {}", outcome.first, outcome.last);
  if (file.overwritten() > 0) hint += "; the ring has overwritten older ones";
  throw protocols::BadInput(
      fmt::format("trace '{}' has no sample {}\nhint: {}", file.path().string(), sample, hint));
}

EventRow find_event(TraceFile& file, sim::EventId id) {
  std::optional<EventRow> found;
  std::optional<std::uint64_t> first, last;
  for_each_event(file, {.actor = id.from}, [&](const EventRow& row) {
    if (row.id.from != id.from) return true;
    if (!first) first = row.id.nth;
    last = row.id.nth;
    if (row.id == id) found = row;
    return !found;
  });
  if (found) return *found;
  const std::string who = file.actor(id.from);
  const std::string hint = first ? fmt::format("those of {} go from #{} to #{}", who, *first, *last)
                                 : fmt::format("{} has sent nothing", who);
  throw protocols::BadInput(fmt::format("trace '{}' has no event {}\nhint: {}",
                                        file.path().string(), file.event(id), hint));
}

}  // namespace

Json why_update(TraceFile& file, sim::Layer layer, sim::Sample sample) {
  require_layer(file, layer);
  const Outcome outcome = outcome_of(file, layer, sample);
  std::set<sim::Sample> samples{sample};
  if (outcome.closing) {
    samples.insert(outcome.closing->note.target_sample);
    samples.insert(outcome.closing->note.activity_sample);
  }
  const Slice slice(file, samples);
  if (sample < 0 || (!outcome.presented && slice.empty())) fail_without(file, sample, outcome);
  return update_answer(file, slice, layer, sample, outcome);
}

Json why_event(TraceFile& file, sim::EventId id) {
  const EventRow row = find_event(file, id);
  const Slice slice(file, {row.sample}, id);
  Storyteller teller(file, slice, end_of(file));
  teller.add(slice.find(id));
  return {{"event", file.event(id)},
          {"what", row_text(file, row)},
          {"why", ""},
          {"actors", lanes_of(file, teller.story())},
          {"nodes", json_of(file, teller.story())}};
}

}  // namespace lab::trace
