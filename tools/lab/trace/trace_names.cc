// Names of what is in a trace, for people, and back.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "protocols/bad_input.h"
#include "tools/lab/trace/trace_file.h"

namespace lab::trace {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

std::string name_in(const Names& names, std::uint32_t number) {
  if (number < static_cast<std::uint32_t>(names.size())) return names[static_cast<int>(number)];
  return std::to_string(number);
}

}  // namespace

std::string TraceFile::actor(sim::ActorId id) const {
  return id == sim::kOutside ? "outside" : name_in(header_.actors(), id.value);
}

std::string TraceFile::link(sim::LinkId id) const {
  if (id == sim::kNoLink) return "";
  const bool known = id.value < static_cast<std::uint32_t>(header_.links_size());
  return known ? header_.links(static_cast<int>(id.value)).name() : std::to_string(id.value);
}

std::string TraceFile::kind(const EventRow& row) const {
  return name_in(header_.kinds(), row.kind);
}

std::string TraceFile::detail(const EventRow& row) const {
  const std::string what = kind(row);
  if (what == "order") return name_in(header_.phases(), row.detail);
  if (what == "report") return name_in(header_.report_kinds(), row.detail);
  if (what == "target") return row.detail != 0 ? "delivered" : "on its way";
  return "";
}

std::string TraceFile::event(const sim::EventId& id) const {
  return fmt::format("{}#{}", actor(id.from), id.nth);
}

sim::ActorId TraceFile::actor_called(const std::string& name) const {
  if (name == "outside") return sim::kOutside;
  const auto& actors = header_.actors();
  const auto found = std::ranges::find(actors, name);
  if (found != actors.end()) return {static_cast<std::uint32_t>(found - actors.begin())};
  throw protocols::BadInput(fmt::format("trace '{}' knows no actor '{}'\nhint: it knows {}",
                                        path_.string(), name, fmt::join(actors, ", ")));
}

sim::EventId TraceFile::event_called(const std::string& name) const {
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
