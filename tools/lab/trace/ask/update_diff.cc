#include "tools/lab/trace/ask/update_diff.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace lab::trace {
namespace {

double relative_difference(double a, double b) {
  const double size = std::max(std::abs(a), std::abs(b));
  return size > 0 ? std::abs(a - b) / size : 0;
}

bool same_outcome(const sim::Note& a, const sim::Note& b) {
  return a.kind == b.kind && a.target_sample == b.target_sample &&
         a.activity_sample == b.activity_sample && a.staleness == b.staleness && a.late == b.late;
}

std::uint64_t& count_of(LayerUpdates& layer, const NoteRow& a, const NoteRow& b) {
  if (!same_outcome(a.note, b.note)) return layer.other_outcome;
  if (a.note.value != b.note.value) return layer.other_norm;
  return a.at != b.at ? layer.other_time : layer.same;
}

}  // namespace

bool is_closing(const sim::Note& note) {
  return note.kind == sim::NoteKind::kLearned || note.kind == sim::NoteKind::kRejected ||
         note.kind == sim::NoteKind::kMissed;
}

void UpdateTally::add(const NoteRow& note, Waiting& mine, Waiting& others, bool is_a) {
  if (!is_closing(note.note)) return;
  const Route place{note.note.layer, note.note.sample};
  const auto found = others.find(place);
  if (found == others.end()) {
    mine.emplace(place, note);
    return;
  }
  is_a ? compare(note, found->second) : compare(found->second, note);
  others.erase(found);
}

void UpdateTally::compare(const NoteRow& a, const NoteRow& b) {
  LayerUpdates& layer = diff_.layers[a.note.layer];
  const bool same = same_outcome(a.note, b.note) && a.note.value == b.note.value && a.at == b.at;
  ++count_of(layer, a, b);
  if (a.note.kind == b.note.kind && a.note.kind == sim::NoteKind::kLearned) {
    compare_norms(a.note, b.note);
  }
  if (!same && (!diff_.first || a.at < diff_.first->first.at)) diff_.first = {a, b};
}

void UpdateTally::compare_norms(const sim::Note& a, const sim::Note& b) {
  const auto sample = static_cast<std::uint64_t>(std::max<sim::Sample>(a.sample, 0));
  const auto at = static_cast<std::size_t>(std::bit_width(sample));
  while (diff_.norms.size() <= at) {
    const std::size_t bin = diff_.norms.size();
    diff_.norms.push_back({.first = bin == 0 ? 0 : sim::Sample{1} << (bin - 1)});
  }
  NormBin& bin = diff_.norms[at];
  const double difference = relative_difference(a.value, b.value);
  ++bin.updates;
  bin.sum += difference;
  bin.largest = std::max(bin.largest, difference);
}

UpdateDiff UpdateTally::close() {
  for (const auto& [place, note] : waiting_a_) ++diff_.layers[place.first].only_a;
  for (const auto& [place, note] : waiting_b_) ++diff_.layers[place.first].only_b;
  return diff_;
}

}  // namespace lab::trace
