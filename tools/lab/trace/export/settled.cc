#include "tools/lab/trace/export/settled.h"

#include <algorithm>
#include <charconv>

namespace lab::trace {
namespace {

bool is_quiet(const std::vector<int>& on_their_way, sim::Layer from, sim::Layer to) {
  return std::all_of(on_their_way.begin() + from, on_their_way.begin() + to + 1,
                     [](int messages) { return messages == 0; });
}

}  // namespace

Settled::Settled(const protocols::trace::Header& header)
    : up_(header.layers() + 1), feedback_(header.layers() + 1), delivery_(header.layers() + 1) {
  for (const auto& link : header.links()) {
    ends_.push_back(end_of(link.name(), static_cast<sim::Layer>(header.layers())));
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

bool Settled::activity(sim::Layer layer) const { return is_quiet(up_, 1, layer); }

bool Settled::target(sim::Layer layer) const {
  const auto last = static_cast<sim::Layer>(up_.size()) - 1;
  return is_quiet(up_, 1, last) && is_quiet(feedback_, layer, last) &&
         delivery_[static_cast<std::size_t>(layer)] == 0;
}

}  // namespace lab::trace
