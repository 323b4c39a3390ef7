#include "tools/lab/trace/ask/layer_stats.h"

#include "tools/lab/trace/ask/link_stats.h"
#include "tools/lab/trace/ask/update_diff.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kNever = -1;
constexpr std::size_t kBins = 64;  // of a histogram; what else there is falls into its last

void add_to(std::map<std::int64_t, std::uint64_t>& histogram, std::int64_t value) {
  if (!histogram.contains(value) && histogram.size() >= kBins) value = histogram.rbegin()->first;
  ++histogram[value];
}

Json json_of(const std::map<std::int64_t, std::uint64_t>& histogram) {
  Json out = Json::object();
  for (const auto& [value, count] : histogram) out[std::to_string(value)] = count;
  return out;
}

}  // namespace

LayerStats::LayerStats(const Routes& routes)
    : routes_(routes), layers_(static_cast<std::size_t>(routes.layers())) {}

LayerStats::Trial* LayerStats::trial(sim::Sample sample) {
  const auto found = open_.find(sample);
  return found == open_.end() ? nullptr : &found->second;
}

void LayerStats::open(sim::Sample sample, std::int64_t now) {
  const std::vector<std::int64_t> never(layers_.size(), kNever);
  open_.emplace(sample, Trial{now, never, never});
  while (open_.begin()->first < sample - kOpen) {
    close(open_.begin()->second);
    open_.erase(open_.begin());
  }
}

void LayerStats::add(const EventRow& row) {
  Trial* const of = trial(row.sample);
  const Route place = routes_.of(row.link);
  const auto layer = static_cast<std::size_t>(place.layer - 1);
  if (of == nullptr || layer >= layers_.size()) return;
  if (place.way == Way::kLocal) of->settled[layer] = row.sent.ns;
  const bool first = of->targeted[layer] == kNever;
  if (place.way == Way::kDeliver && !sim::is_lost(row.fate) && first) {
    of->targeted[layer] = row.at.ns;
  }
}

void LayerStats::add(const NoteRow& row) {
  if (row.note.kind == sim::NoteKind::kPresented) return open(row.note.sample, row.at.ns);
  const auto layer = static_cast<std::size_t>(row.note.layer - 1);
  if (layer < layers_.size()) count(row, layers_[layer]);
}

void LayerStats::count(const NoteRow& row, Layer& layer) {
  const sim::Note& note = row.note;
  if (note.kind == sim::NoteKind::kMissed) ++layer.missed;
  if (note.kind == sim::NoteKind::kRejected) ++layer.rejected;
  const bool learned = note.kind == sim::NoteKind::kLearned;
  if (is_closing(note) && note.target_sample != sim::kNoSample) {
    add_to(layer.mismatch, note.sample - note.target_sample);
  }
  if (!learned) return;
  ++layer.updates;
  if (note.late) ++layer.late;
  add_to(layer.staleness, static_cast<std::int64_t>(note.staleness));
  if (const Trial* of = trial(note.sample)) layer.learned.add(row.at.ns - of->presented);
}

void LayerStats::close(const Trial& trial) {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const std::int64_t settled = trial.settled[l], targeted = trial.targeted[l];
    if (settled != kNever) layers_[l].settled.add(settled - trial.presented);
    if (targeted != kNever) layers_[l].targeted.add(targeted - trial.presented);
  }
}

Json LayerStats::close() {
  for (const auto& [sample, trial] : open_) close(trial);
  open_.clear();
  Json out = Json::array();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    out.push_back({{"layer", l + 1},
                   {"updates", layer.updates},
                   {"late", layer.late},
                   {"rejected", layer.rejected},
                   {"missed", layer.missed},
                   {"settled_ns", quantiles_of(layer.settled)},
                   {"targeted_ns", quantiles_of(layer.targeted)},
                   {"learned_ns", quantiles_of(layer.learned)},
                   {"staleness", json_of(layer.staleness)},
                   {"mismatch", json_of(layer.mismatch)}});
  }
  return out;
}

}  // namespace lab::trace
