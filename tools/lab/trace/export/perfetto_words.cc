#include "tools/lab/trace/export/perfetto_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

PerfettoNote named(const char* name) {
  PerfettoNote note;
  note.set_name(name);
  return note;
}

PerfettoNote text(const char* name, const std::string& value) {
  PerfettoNote note = named(name);
  note.set_string_value(value);
  return note;
}

PerfettoNote number(const char* name, std::int64_t value) {
  PerfettoNote note = named(name);
  note.set_int_value(value);
  return note;
}

PerfettoNote flag(const char* name, bool value) {
  PerfettoNote note = named(name);
  note.set_bool_value(value);
  return note;
}

std::string words_of(const EventRow& row, const TraceFile& file) {
  std::string name = file.kind(row);
  if (name == "order" || name == "report") name += fmt::format(" {}", file.detail(row));
  if (row.sample != sim::kNoSample) name += fmt::format(" {}", row.sample);
  return name;
}

PerfettoNote facts_of(const EventRow& row, const TraceFile& file) {
  PerfettoNote facts;
  const auto add = [&](PerfettoNote note) { *facts.add_dict_entries() = std::move(note); };
  add(text("message", words_of(row, file)));
  add(text("event", file.event(row.id)));
  add(text("from", file.actor(row.id.from)));
  add(text("to", file.actor(row.to)));
  if (row.link != sim::kNoLink) add(text("link", file.link(row.link)));
  add(number("flight_ns", row.at.ns - row.sent.ns));
  if (row.fate != sim::Fate::kQueued) add(text("fate", std::string(trace::name_of(row.fate))));
  if (row.version > 0) add(number("version", static_cast<std::int64_t>(row.version)));
  return facts;
}

void add_messages(const char* name, const std::vector<EventRow>& rows, const TraceFile& file,
                  PerfettoEvent& event) {
  if (rows.empty()) return;
  PerfettoNote& all = *event.add_debug_annotations();
  all.set_name(name);
  for (const EventRow& row : rows) *all.add_array_values() = facts_of(row, file);
}

// What comes from outside has no row to begin an arrow on.
bool has_flow(const EventRow& row) { return row.id.from != sim::kOutside; }

}  // namespace

std::uint64_t flow_of(const EventRow& row) {
  constexpr int kNthBits = 44;
  return static_cast<std::uint64_t>(row.id.from.value + 1) << kNthBits | row.id.nth;
}

std::string name_of(const Handling& handling, const TraceFile& file) {
  const bool hears = !handling.received.empty();
  const auto& rows = hears ? handling.received : handling.sent;
  // Activity and targets before what clocks are told: the order of the kinds.
  const auto& first = *std::ranges::min_element(rows, {}, &EventRow::kind);
  std::string name = fmt::format("{}{}", hears ? "" : "sends ", words_of(first, file));
  if (rows.size() > 1) name += fmt::format(" +{}", rows.size() - 1);
  return name;
}

PerfettoEvent event_of(const Handling& handling, const TraceFile& file) {
  PerfettoEvent event;
  event.set_type(PerfettoEvent::TYPE_INSTANT);
  event.add_categories("message");
  event.set_name(name_of(handling, file));
  for (const EventRow& row : handling.received) {
    if (has_flow(row)) event.add_terminating_flow_ids(flow_of(row));
  }
  for (const EventRow& row : handling.sent) event.add_flow_ids(flow_of(row));
  add_messages("received", handling.received, file, event);
  add_messages("sent", handling.sent, file, event);
  return event;
}

PerfettoEvent loss_of(const EventRow& row, const TraceFile& file) {
  PerfettoEvent event;
  event.set_type(PerfettoEvent::TYPE_INSTANT);
  event.add_categories("loss");
  event.set_name(fmt::format("lost {}", words_of(row, file)));
  add_messages("lost", {row}, file, event);
  return event;
}

PerfettoEvent update_of(const NoteRow& row, const TraceFile& file) {
  const sim::Note& note = row.note;
  PerfettoEvent event;
  event.set_type(PerfettoEvent::TYPE_INSTANT);
  event.add_categories("update");
  event.set_name(fmt::format("{} {}", name_of(note.kind), note.sample));
  const auto add = [&](PerfettoNote fact) { *event.add_debug_annotations() = std::move(fact); };
  add(number("sample", note.sample));
  if (note.target_sample != sim::kNoSample) {
    add(flag("mismatch",
             note.target_sample != note.activity_sample || note.target_sample != note.sample));
    add(number("target_sample", note.target_sample));
    add(number("activity_sample", note.activity_sample));
    add(number("staleness", static_cast<std::int64_t>(note.staleness)));
    add(flag("late", note.late));
  }
  PerfettoNote value = named(note.kind == sim::NoteKind::kReadout ? "loss" : "norm");
  value.set_double_value(note.value);
  add(value);
  if (note.count > 0) add(number("count", note.count));
  add(text("during", file.event(row.during)));
  return event;
}

std::string phase_name(const TraceFile& file, const EventRow& order) {
  return fmt::format("{} {}", file.detail(order), order.sample);
}

}  // namespace lab::trace
