#include "tools/lab/replay/replay.h"

#include <fmt/format.h>

#include <optional>

#include "protocols/bad_input.h"
#include "tools/lab/trace/scan.h"

namespace lab::trace {
namespace {

EventRow find(TraceFile& file, const std::string& name) {
  const sim::EventId id = file.event_called(name);
  std::optional<EventRow> found;
  Window window;
  window.actor = id.from;
  for_each_event(file, window, [&](const EventRow& row) {
    if (row.id == id) found = row;
    return !found;
  });
  if (!found) throw protocols::BadInput(fmt::format("--swap: the trace has no event {}", name));
  if (sim::is_lost(found->fate)) {
    throw protocols::BadInput(fmt::format("--swap: {} was lost, and never received", name));
  }
  return *found;
}

void require_later(const EventRow& of, const EventRow& other, const TraceFile& file) {
  if (other.at > of.sent) return;
  throw protocols::BadInput(
      fmt::format("--swap: {} was sent at {} ns, when {} had been received at {} ns",
                  file.event(of.id), of.sent.ns, file.event(other.id), other.at.ns));
}

}  // namespace

Swap::Swap(TraceFile& file, const std::string& first, const std::string& second)
    : rows_(find(file, first), find(file, second)) {
  require_later(rows_.first, rows_.second, file);
  require_later(rows_.second, rows_.first, file);
}

// In the changed run, what comes second may be lost: then it is received at no time.
void Swap::pass(sim::Event<neurons::Message>& event) {
  if (event.key.at == event.sent) return;
  const auto exchange = [&](const EventRow& of, const EventRow& other) {
    if (event.key.id() == of.id && other.at > event.sent) event.key.at = other.at;
  };
  exchange(rows_.first, rows_.second);
  exchange(rows_.second, rows_.first);
}

Outcome replay(const TraceFile& file, const ReplayOptions& options) {
  const protocols::Config config = protocols::parse_config(
      file.header().config(), file.path().string() + " (its config)", options.changes);
  RunOptions run_options = options.run;
  run_options.detour = options.swap;
  return run(config, run_options);
}

}  // namespace lab::trace
