#include "tools/lab/distributions/course_meter.h"

#include <algorithm>
#include <cstdlib>

#include "tools/lab/watch/beside.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;
using sim::NoteKind;

// What comes twice, or was overtaken, changes nothing.
bool is_news(std::uint32_t nth, std::uint32_t& words) {
  if (nth < words) return false;
  words = nth + 1;
  return true;
}

// Without the zeros at its end.
Json trimmed(const auto& counts) {
  std::size_t used = counts.size();
  while (used > 0 && counts[used - 1] == 0) --used;
  Json out = Json::array();
  for (std::size_t i = 0; i < used; ++i) out.push_back(counts[i]);
  return out;
}

}  // namespace

CourseMeter::CourseMeter(sim::Layer layers, std::size_t memory)
    : most_(memory + kKeptBeyondMemory), found_(static_cast<std::size_t>(layers)) {}

void CourseMeter::on_send(const sim::Event<neurons::Message>& event, sim::Fate) {
  const neurons::Activity* activity = told_activity(event);
  if (activity == nullptr) return;
  Course* here = course(activity->sample, activity->layer);
  if (here != nullptr && is_news(activity->nth, here->spoken)) here->settled = event.sent.ns;
}

void CourseMeter::on_receive(const sim::Event<neurons::Message>& event) {
  const neurons::Target* target = delivered_target(event);
  if (target == nullptr) return;
  Course* here = course(target->sample, target->layer);
  if (here != nullptr && is_news(target->nth, here->wanted)) here->target = event.key.at.ns;
}

void CourseMeter::on_note(const sim::Note& note, const sim::EventKey& during) {
  if (note.kind == NoteKind::kPresented) return open(note.sample, during.at.ns);
  const bool learned = note.kind == NoteKind::kLearned;
  if (!learned && note.kind != NoteKind::kRejected) return;
  Found& found = found_.at(static_cast<std::size_t>(note.layer - 1));
  const auto apart = std::max(std::abs(note.sample - note.target_sample),
                              std::abs(note.sample - note.activity_sample));
  count(static_cast<std::uint64_t>(apart), found.mismatch);
  if (!learned) return;
  count(note.staleness, found.staleness);
  if (Course* here = course(note.sample, note.layer)) here->update = during.at.ns;
}

void CourseMeter::open(sim::Sample sample, std::int64_t now) {
  if (open_.size() == most_) {
    close(open_.begin()->second);
    open_.erase(open_.begin());
  }
  open_.insert_or_assign(sample, Open{now, std::vector<Course>(found_.size())});
}

CourseMeter::Course* CourseMeter::course(sim::Sample sample, sim::Layer layer) {
  const auto found = open_.find(sample);
  return found == open_.end() ? nullptr
                              : &found->second.layers.at(static_cast<std::size_t>(layer - 1));
}

void CourseMeter::close() {
  for (const auto& [sample, open] : open_) close(open);
  open_.clear();
}

void CourseMeter::close(const Open& sample) {
  const auto add = [&](std::int64_t at, LogHistogram& histogram) {
    if (at != kNever) histogram.add(at - sample.presented);
  };
  for (std::size_t i = 0; i < found_.size(); ++i) {
    add(sample.layers[i].settled, found_[i].settled);
    add(sample.layers[i].target, found_[i].target);
    add(sample.layers[i].update, found_[i].update);
  }
}

void CourseMeter::count(std::uint64_t distance, Distances& distances) {
  ++distances[std::min<std::uint64_t>(distance, kDistances - 1)];
}

Json CourseMeter::summary() const {
  Json out = Json::array();
  for (const Found& found : found_) {
    out.push_back({{"layer", out.size() + 1},
                   {"settled_ns", found.settled.to_json()},
                   {"target_ns", found.target.to_json()},
                   {"update_ns", found.update.to_json()},
                   {"staleness", trimmed(found.staleness)},
                   {"mismatch", trimmed(found.mismatch)}});
  }
  return out;
}

}  // namespace lab
