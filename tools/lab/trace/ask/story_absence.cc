// What should have been there and was not.
#include <fmt/format.h>

#include <cstdlib>

#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/ask/story.h"

namespace lab::trace {

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
  const bool from_above = place.way == Way::kFeedback;
  const Route delivery{Way::kDeliver, from_above ? slice_.routes().above(place.layer) : 0};
  if (from_above && !slice_.words(delivery, sample).empty()) {
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
