#include "tools/lab/trace/export/perfetto_tracks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lab::trace {
namespace {

constexpr std::uint64_t kRun = 1, kCounts = 2, kTotals = 16, kMeasured = 1024;
constexpr std::uint64_t kActors = 1u << 20;
constexpr std::uint32_t kByRank = 3;      // a child_ordering
constexpr std::uint32_t kCount = 2;       // a unit
constexpr std::uint32_t kMostLanes = 64;  // of a row; more share the last
constexpr int kLast = 1 << 30;            // a rank

std::uint64_t uuid_of(sim::ActorId actor, Row row, std::uint32_t lane) {
  return (kActors + actor.value) << 16 | static_cast<std::uint64_t>(row) << 8 | lane;
}

const char* name_of(Row row) {
  switch (row) {
    case Row::kPhases:
      return "phases";
    case Row::kUpdates:
      return "updates";
    case Row::kMessages:
      return "messages";
    case Row::kStaleness:
      return "staleness";
  }
  return "?";
}

const char* name_of(Total total) {
  switch (total) {
    case Total::kInFlight:
      return "messages in flight";
    case Total::kLost:
      return "messages lost";
  }
  return "?";
}

std::string description_of(const Place& place) {
  if (place.role != Role::kForward && place.role != Role::kFeedback) return "";
  return fmt::format("{} population of layer {}", trace::name_of(place.role), place.layer);
}

}  // namespace

PerfettoTracks::PerfettoTracks(const protocols::trace::Header& header, std::ostream& out)
    : places_(header), out_(out) {
  add_root(fmt::format("{}, seed {}", header.name(), header.seed()));
  int rank = 0;
  for (const Place& place : places_.in_order()) add_actor(place, rank++);
}

void PerfettoTracks::add_root(const std::string& name) {
  Descriptor run;
  run.set_uuid(kRun);
  run.set_name(name);
  run.set_description("virtual time of a run of gaitsim");
  run.set_child_ordering(kByRank);
  describe(std::move(run));
  Descriptor counts;
  counts.set_uuid(kCounts);
  counts.set_name("counts");
  counts.set_parent_uuid(kRun);
  counts.set_sibling_order_rank(kLast);
  counts.set_child_ordering(kByRank);
  describe(std::move(counts));
}

void PerfettoTracks::add_actor(const Place& place, int rank) {
  Descriptor actor;
  actor.set_uuid(uuid_of(place.actor, Row::kPhases, 0));
  actor.set_name(place.name);
  actor.set_parent_uuid(kRun);
  actor.set_sibling_order_rank(rank);
  actor.set_child_ordering(kByRank);
  if (const std::string text = description_of(place); !text.empty()) actor.set_description(text);
  describe(std::move(actor));
}

std::uint64_t PerfettoTracks::row(sim::ActorId actor, Row row, std::uint32_t lane) {
  const std::uint64_t uuid = uuid_of(actor, row, std::min(lane, kMostLanes - 1));
  if (known_.contains(uuid)) return uuid;
  Descriptor descriptor;
  descriptor.set_uuid(uuid);
  descriptor.set_name(name_of(row));
  descriptor.set_parent_uuid(uuid_of(actor, Row::kPhases, 0));
  descriptor.set_sibling_order_rank(static_cast<int>(row));
  if (row == Row::kStaleness) descriptor.mutable_counter()->set_unit_name("versions");
  describe(std::move(descriptor));
  return uuid;
}

std::uint64_t PerfettoTracks::total(Total total) {
  const std::uint64_t uuid = kTotals + static_cast<std::uint64_t>(total);
  if (known_.contains(uuid)) return uuid;
  Descriptor descriptor;
  descriptor.set_uuid(uuid);
  descriptor.set_name(name_of(total));
  descriptor.set_parent_uuid(kCounts);
  descriptor.set_sibling_order_rank(static_cast<int>(total));
  descriptor.mutable_counter()->set_unit(kCount);
  describe(std::move(descriptor));
  return uuid;
}

std::uint64_t PerfettoTracks::measured(const std::string& counter) {
  const auto [at, is_new] = measured_.try_emplace(counter, kMeasured + measured_.size());
  if (!is_new) return at->second;
  Descriptor descriptor;
  descriptor.set_uuid(at->second);
  descriptor.set_name(counter);
  descriptor.set_parent_uuid(kCounts);
  descriptor.set_sibling_order_rank(static_cast<int>(at->second));
  descriptor.mutable_counter();
  describe(std::move(descriptor));
  return at->second;
}

void PerfettoTracks::describe(Descriptor descriptor) {
  protocols::perfetto::TracePacket packet;
  if (known_.empty()) packet.set_sequence_flags(1);
  known_.insert(descriptor.uuid());
  *packet.mutable_track_descriptor() = std::move(descriptor);
  write(std::move(packet));
}

void PerfettoTracks::write(std::int64_t at_ns, PerfettoEvent event) {
  protocols::perfetto::TracePacket packet;
  last_ns_ = std::max(last_ns_, at_ns);
  packet.set_timestamp(static_cast<std::uint64_t>(last_ns_));
  *packet.mutable_track_event() = std::move(event);
  write(std::move(packet));
}

void PerfettoTracks::write(protocols::perfetto::TracePacket packet) {
  packet.set_trusted_packet_sequence_id(1);
  file_.clear_packet();
  *file_.add_packet() = std::move(packet);
  file_.SerializeToOstream(&out_);
}

}  // namespace lab::trace
