#include "tools/lab/trace/ask/slice.h"

#include <algorithm>
#include <limits>
#include <ranges>

namespace lab::trace {
namespace {

// Clocks talk to each other without end: so many messages back without a sample.
constexpr int kClockTalk = 8;

bool is_own(const EventRow& row) { return row.link == sim::kNoLink && row.id.from == row.to; }

const char* phase_at(Route place, sim::Layer layers) {
  if (place.layer == 0) return "infer";
  return place.layer > layers ? "target" : "learn";
}

}  // namespace

sim::EventKey key_of(const EventRow& row) { return {row.at, row.to, row.id.from, row.id.nth}; }

Slice::Slice(TraceFile& file, std::set<sim::Sample> samples, std::optional<sim::EventId> event)
    : file_(file), routes_(file.header()), samples_(std::move(samples)) {
  if (event) wanted_[*event] = kClockTalk;
  samples_.erase(sim::kNoSample);
  for (const Frame& frame : std::views::reverse(file.frames())) {
    if (frame.header.type != FrameType::kEvents) continue;
    const auto rows = file.events(frame);
    if (!rows) continue;
    for (const EventRow& row : std::views::reverse(*rows)) {
      const Route place = routes_.of(row.link);
      const bool wanted =
          wanted_.contains(row.id) ||
          (place.way == Way::kTransport && wanted_weights_.contains({place.layer, row.version}));
      if (wanted || is_of_sample(row)) take(row, wanted);
    }
  }
}

void Slice::take(const EventRow& row, bool is_wanted) {
  rows_.emplace(row.id, row);
  const std::string kind = file_.kind(row);
  const Route place = routes_.of(row.link);
  if (kind == "local_step") steps_ = true;
  if (is_own(row) && (kind == "activity" || kind == "target")) copies_[row.cause] = row.id;
  if (place.way == Way::kTransport && !sim::is_lost(row.fate)) {
    weights_[{place.layer, row.version}] = row.id;
  }
  if (place.way == Way::kFeedback && place.layer < routes_.layers()) {
    wanted_weights_.insert({routes_.above(place.layer), row.feedback_version});
  }
  if (!wants_cause(row)) return;
  const int before = is_wanted && wanted_.contains(row.id) ? wanted_.at(row.id) : kClockTalk;
  const int left = row.sample == sim::kNoSample ? before - 1 : kClockTalk;
  if (left > 0) wanted_.emplace(row.cause, left);
}

// Timers, and what is not of these samples, are where an answer ends.
bool Slice::wants_cause(const EventRow& row) const {
  if (row.id.from == sim::kOutside) return false;
  const std::string kind = file_.kind(row);
  if (kind == "timer" || routes_.of(row.link).way == Way::kTransport) return false;
  return row.sample == sim::kNoSample || is_of_sample(row);
}

const EventRow* Slice::find(sim::EventId id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? nullptr : &found->second;
}

const EventRow* Slice::weights(sim::Layer layer, std::uint64_t version) const {
  const auto found = weights_.find({layer, version});
  return found == weights_.end() ? nullptr : find(found->second);
}

std::vector<const EventRow*> Slice::words(Route place, sim::Sample sample) const {
  std::vector<const EventRow*> out;
  for (const auto& [id, row] : rows_) {
    if (row.sample != sample || routes_.of(row.link) != place) continue;
    const bool order = place.way == Way::kOrder;
    if (order && file_.detail(row) != phase_at(place, routes_.layers())) continue;
    out.push_back(&row);
  }
  std::ranges::sort(out, {}, [](const EventRow* row) { return row->number; });
  return out;
}

const EventRow* Slice::heard(Route place, sim::Sample sample, const sim::EventKey& moment) const {
  const EventRow* found = nullptr;
  for (const EventRow* row : words(place, sample)) {
    if (sim::is_lost(row->fate) || handled(*row) > moment) continue;
    const bool better = found == nullptr || (handled(*row) > handled(*found)) == steps_;
    if (better) found = row;
  }
  return found;
}

const EventRow* Slice::origin(const EventRow* row) const {
  while (row != nullptr && is_own(*row)) {
    const std::string kind = file_.kind(*row);
    if (kind != "activity" && kind != "target" && kind != "local_step") break;
    row = find(row->cause);
  }
  return row;
}

sim::EventKey Slice::handled(const EventRow& row) const {
  const auto copy = copies_.find(row.id);
  const EventRow* own = copy == copies_.end() ? nullptr : find(copy->second);
  return key_of(own != nullptr ? *own : row);
}

sim::EventKey Slice::moment(const EventRow& row) const {
  const EventRow* cause = find(row.cause);
  if (cause != nullptr && row.fate == sim::Fate::kDuplicated) return moment(*cause);
  if (cause != nullptr) return key_of(*cause);
  return {row.sent, row.id.from, sim::kOutside, std::numeric_limits<std::uint64_t>::max()};
}

}  // namespace lab::trace
