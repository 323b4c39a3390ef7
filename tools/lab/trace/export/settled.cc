#include "tools/lab/trace/export/settled.h"

#include <algorithm>
#include <charconv>

#include "tools/lab/trace/speaker.h"

namespace lab::trace {
namespace {

bool is_quiet(const std::vector<int>& on_their_way, sim::Layer last) {
  return std::all_of(on_their_way.begin() + 1, on_their_way.begin() + last + 1,
                     [](int messages) { return messages == 0; });
}

}  // namespace

Settled::Settled(const protocols::trace::Header& header)
    : up_(header.layers() + 1), feedback_(header.layers() + 1), delivery_(header.layers() + 1) {
  const auto layers = static_cast<sim::Layer>(header.layers());
  for (sim::Layer layer = 0; layer <= layers; ++layer) above_.push_back(layer + 1);
  for (const auto& link : header.links()) {
    const End end = end_of(link.name(), layers);
    ends_.push_back(end);
    if (!link.name().starts_with("feedback.") || end.layer < 1 || end.layer == layers) continue;
    above_[static_cast<std::size_t>(end.layer)] = speaker_of(header, link);
  }
}

// By the names of neurons/wiring.h.
Settled::End Settled::end_of(const std::string& link, sim::Layer layers) {
  const std::size_t dot = std::min(link.find('.'), link.size() - 1);
  const std::string name = link.substr(0, dot);
  if (link == "feedback.label") return {Way::kFeedback, layers};
  sim::Layer layer = 0;
  std::from_chars(link.data() + dot + 1, link.data() + link.size(), layer);
  if (layer < 1 || layer > layers) return {};
  if (name == "feedforward") return {Way::kUp, layer};
  if (name == "local" || name == "transport") return {Way::kFeedback, layer};
  if (name == "feedback" && layer > 1) return {Way::kFeedback, layer - 1};
  if (name == "deliver") return {Way::kDelivery, layer};
  return {};
}

void Settled::count(sim::LinkId link, int change) {
  if (link.value >= ends_.size()) return;
  const End end = ends_[link.value];
  const auto layer = static_cast<std::size_t>(end.layer);
  if (end.way == Way::kUp) up_[layer] += change;
  if (end.way == Way::kFeedback) feedback_[layer] += change;
  if (end.way == Way::kDelivery) delivery_[layer] += change;
}

bool Settled::activity(sim::Layer layer) const { return is_quiet(up_, layer); }

bool Settled::target(sim::Layer layer) const {
  const auto last = static_cast<sim::Layer>(up_.size()) - 1;
  for (sim::Layer l = layer; l <= last; l = above_[static_cast<std::size_t>(l)]) {
    if (feedback_[static_cast<std::size_t>(l)] != 0) return false;
  }
  return is_quiet(up_, last) && delivery_[static_cast<std::size_t>(layer)] == 0;
}

}  // namespace lab::trace
