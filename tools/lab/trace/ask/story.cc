#include "tools/lab/trace/ask/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();

}  // namespace

const char* role_of(Route place) {
  switch (place.way) {
    case Way::kFeedforward:
      return "activity from below";
    case Way::kLocal:
      return "local activity";
    case Way::kFeedback:
      return "target from above";
    case Way::kDeliver:
      return "target";
    case Way::kTransport:
      return "weights";
    case Way::kOrder:
      return "order";
    case Way::kOther:
      break;
  }
  return "because of";
}

const char* name_of(Story::State state) {
  switch (state) {
    case Story::State::kThere:
      return "there";
    case Story::State::kLate:
      return "late";
    case Story::State::kUnderWay:
      return "under way";
    case Story::State::kLost:
      return "lost";
    case Story::State::kNeverSent:
      return "never sent";
  }
  return "?";
}

Storyteller::Storyteller(const TraceFile& file, const Slice& slice, sim::Time end)
    : file_(file), slice_(slice), end_{end, sim::kOutside, sim::kOutside, kLast} {}

std::size_t Storyteller::add_words(const std::string& text) {
  story_.nodes.push_back({.remark = text});
  return story_.nodes.size() - 1;
}

void Storyteller::link(std::size_t node, const std::string& role, std::size_t need) {
  story_.nodes[node].needs.push_back({role, need});
}

std::size_t Storyteller::add(const EventRow* row) {
  if (row == nullptr) return add_words("not in the trace");
  const auto known = known_.find(row->id);
  if (known != known_.end()) return known->second;
  const std::size_t node = add_words("");
  story_.nodes[node].row = row;
  known_[row->id] = node;
  if (sim::is_lost(row->fate)) {
    story_.nodes[node].state = Story::State::kLost;
    story_.nodes[node].remark =
        row->fate == sim::Fate::kDown ? "LOST: the link was down" : "LOST by chance";
  }
  add_needs(node, *row);
  return node;
}

void Storyteller::add_needs(std::size_t node, const EventRow& row) {
  if (add_remembered(node, row)) return;
  const Route place = slice_.routes().of(row.link);
  if (place.way == Way::kTransport) {
    story_.nodes[node].remark = row.version == 0
                                    ? "the first ones"
                                    : fmt::format("sent by the update of sample {}", row.sample);
    return;
  }
  add_cause(node, row);
}

// What its sender had heard before and still knew. False if only its cause matters.
bool Storyteller::add_remembered(std::size_t node, const EventRow& row) {
  const Route place = slice_.routes().of(row.link);
  const std::string kind = file_.kind(row);
  if (kind != "activity" && kind != "target") return false;
  bool any = false;
  for (const Route& need : slice_.routes().needs(place)) {
    const EventRow* heard = slice_.heard(need, row.sample, slice_.moment(row));
    if (need.way == Way::kOrder && heard == nullptr) return false;
    link(node, role_of(need), add(heard));
    any = true;
  }
  if (place.way == Way::kFeedback && place.layer < slice_.routes().layers()) add_weights(node, row);
  return any;
}

void Storyteller::add_weights(std::size_t node, const EventRow& row) {
  const sim::Layer sender = slice_.routes().of(row.link).layer + 1;
  const EventRow* weights = slice_.weights(sender, row.feedback_version);
  link(node, fmt::format("weights of layer {}, version {}", sender, row.feedback_version),
       add(weights));
}

void Storyteller::add_cause(std::size_t node, const EventRow& row) {
  if (row.id.from == sim::kOutside || file_.kind(row) == "timer") return;
  const EventRow* cause = slice_.origin(slice_.find(row.cause));
  if (cause != nullptr) {
    link(node, row.fate == sim::Fate::kDuplicated ? "copy of" : "because of", add(cause));
  } else {
    link(node, "because of", add_words(file_.event(row.cause) + ", not followed any further"));
  }
}

std::size_t Storyteller::add_absence(Route place, sim::Sample sample, const sim::EventKey& moment) {
  const auto words = slice_.words(place, sample);
  if (words.empty()) return add_silence(place, sample);
  const EventRow* best = words.front();
  for (const EventRow* word : words) {
    const bool arrives = !sim::is_lost(word->fate);
    if (!arrives) continue;
    if (sim::is_lost(best->fate) || slice_.handled(*word) < slice_.handled(*best)) best = word;
  }
  const std::size_t node = add(best);
  if (!sim::is_lost(best->fate)) add_lateness(node, *best, moment);
  return node;
}

void Storyteller::add_lateness(std::size_t node, const EventRow& row, const sim::EventKey& moment) {
  const sim::EventKey handled = slice_.handled(row);
  if (handled < moment) return;
  Story::Node& late = story_.nodes[node];
  if (handled > end_) {
    late.state = Story::State::kUnderWay;
    late.remark = "STILL UNDER WAY when the run ended";
    return;
  }
  const std::int64_t by = handled.at.ns - moment.at.ns;
  late.state = Story::State::kLate;
  late.remark = by > 0 ? "LATE by " + duration_text(by) : "LATE: at the same time, but after it";
}

// Never sent: because its sender never heard what it needs.
std::size_t Storyteller::add_silence(Route place, sim::Sample sample) {
  const auto known = silences_.find({place, sample});
  if (known != silences_.end()) return known->second;
  const std::size_t node = add_words("");
  silences_[{place, sample}] = node;
  bool complete = true;
  for (const Route& need : slice_.routes().needs(place)) {
    complete = complete && slice_.heard(need, sample, end_) != nullptr;
    link(node, role_of(need), add_absence(need, sample, end_));
  }
  Story::Node& silence = story_.nodes[node];
  silence.state = Story::State::kNeverSent;
  silence.remark =
      fmt::format("NEVER SENT on {}, of sample {}", slice_.routes().link(place), sample);
  if (complete) silence.remark += forgetfulness(place, sample);
  return node;
}

// Everything its sender needs came, and yet it did not speak: not everything at once.
std::string Storyteller::forgetfulness(Route place, sim::Sample sample) const {
  const auto needs = slice_.routes().needs(place);
  if (needs.empty()) return "";
  if (needs.size() < 2) return ": its sender heard this, but took it for a sample long over";
  const Route delivery{Way::kDeliver, place.layer + 1};
  if (place.way == Way::kFeedback && !slice_.words(delivery, sample).empty()) {
    return ": its sender had no weights to go down through";
  }
  const sim::EventKey one = slice_.handled(*slice_.heard(needs[0], sample, end_));
  const sim::EventKey other = slice_.handled(*slice_.heard(needs[1], sample, end_));
  const bool in_turn = one < other;
  return fmt::format(
      ": the {} came {} after the {}, when newer samples had pushed that out of memory "
      "(neurons.memory)",
      role_of(needs[in_turn ? 1 : 0]), duration_text(std::abs(other.at.ns - one.at.ns)),
      role_of(needs[in_turn ? 0 : 1]));
}

std::string Storyteller::blame(std::size_t at, const std::string& role) const {
  const Story::Node& node = story_.nodes[at];
  if (node.state == Story::State::kThere) return "";
  const auto [first, its_role] = first_failure(at, role);
  const Story::Node& failure = story_.nodes[first];
  const std::string what = failure.row == nullptr ? failure.remark
                                                  : fmt::format("{} on {}", failure.remark,
                                                                file_.link(failure.row->link));
  if (first == at) return fmt::format("the {}: {}", role, what);
  return fmt::format("the {} was never sent; what failed first is the {}: {}", role, its_role,
                     what);
}

std::pair<std::size_t, std::string> Storyteller::first_failure(std::size_t at,
                                                               const std::string& role) const {
  for (const Story::Need& need : story_.nodes[at].needs) {
    const bool failed = story_.nodes[need.node].state != Story::State::kThere;
    if (failed && story_.nodes[at].row == nullptr) return first_failure(need.node, need.role);
  }
  return {at, role};
}

}  // namespace lab::trace
