#include "tools/lab/trace/dictionary.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "protocols/bad_input.h"

namespace lab::trace {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

std::string name_in(const Names& names, std::uint32_t number) {
  if (number < static_cast<std::uint32_t>(names.size())) return names[static_cast<int>(number)];
  return std::to_string(number);
}

bool has(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

[[noreturn]] void fail(const char* what, const std::string& name, const std::string& known) {
  throw protocols::BadInput(
      fmt::format("there is no {} '{}'\nhint: there are {}", what, name, known));
}

}  // namespace

std::string Dictionary::actor(sim::ActorId id) const {
  return id == sim::kOutside ? "outside" : name_in(header_.actors(), id.value);
}

std::string Dictionary::link(sim::LinkId id) const {
  if (id == sim::kNoLink) return "";
  const bool known = id.value < static_cast<std::uint32_t>(header_.links_size());
  return known ? header_.links(static_cast<int>(id.value)).name() : std::to_string(id.value);
}

std::string Dictionary::kind(const EventRow& row) const {
  return name_in(header_.kinds(), row.kind);
}

std::string Dictionary::detail(const EventRow& row) const {
  const std::string what = kind(row);
  if (what == "order") return name_in(header_.phases(), row.detail);
  if (what == "report") return name_in(header_.report_kinds(), row.detail);
  if (what == "target") return row.detail != 0 ? "delivered" : "on its way";
  return "";
}

std::string Dictionary::event(const sim::EventId& id) const {
  return fmt::format("{}#{}", actor(id.from), id.nth);
}

std::string Dictionary::note_kind(const NoteRow& row) const {
  return name_in(header_.note_kinds(), static_cast<std::uint32_t>(row.note.kind));
}

void Dictionary::require_kind(const std::string& name) const {
  if (has(header_.kinds(), name) || has(header_.note_kinds(), name)) return;
  fail("kind", name,
       fmt::format("{}, and of notes {}", fmt::join(header_.kinds(), ", "),
                   fmt::join(header_.note_kinds(), ", ")));
}

void Dictionary::require_phase(const std::string& name) const {
  if (has(header_.phases(), name)) return;
  fail("phase", name, fmt::format("{}", fmt::join(header_.phases(), ", ")));
}

sim::ActorId Dictionary::actor_called(const std::string& name) const {
  if (name == "outside") return sim::kOutside;
  const auto& actors = header_.actors();
  const auto found = std::ranges::find(actors, name);
  if (found != actors.end()) return {static_cast<std::uint32_t>(found - actors.begin())};
  fail("actor", name, fmt::format("{}", fmt::join(actors, ", ")));
}

sim::EventId Dictionary::event_called(const std::string& name) const {
  const auto mark = name.rfind('#');
  std::uint64_t nth = 0;
  const char* const end = name.data() + name.size();
  const bool good = mark != std::string::npos && mark + 1 < name.size() &&
                    std::from_chars(name.data() + mark + 1, end, nth).ptr == end;
  if (!good) {
    throw protocols::BadInput(
        fmt::format("'{}' names no event\nhint: events are named by their sender and how many it "
                    "had sent before, such as feedback2#17 (gaitsim trace ls)",
                    name));
  }
  return {actor_called(name.substr(0, mark)), nth};
}

}  // namespace lab::trace
