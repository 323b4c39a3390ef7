#include "tools/lab/trace/ask/routes.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "tools/lab/trace/speaker.h"

namespace lab::trace {
namespace {

std::optional<sim::Layer> number_after(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  sim::Layer layer = 0;
  const char* const end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + prefix.size(), end, layer);
  return read.ec == std::errc() && read.ptr == end ? std::optional(layer) : std::nullopt;
}

Route place_of(std::string_view name, sim::Layer layers) {
  if (name == "feedforward.readout") return {Way::kFeedforward, layers + 1};
  if (name == "feedback.label") return {Way::kFeedback, layers};
  if (const auto l = number_after(name, "feedforward.")) return {Way::kFeedforward, *l};
  if (const auto l = number_after(name, "local.")) return {Way::kLocal, *l};
  if (const auto l = number_after(name, "feedback.")) return {Way::kFeedback, *l - 1};
  if (const auto l = number_after(name, "deliver.")) return {Way::kDeliver, *l};
  if (const auto l = number_after(name, "transport.")) return {Way::kTransport, *l};
  if (const auto l = number_after(name, "clock.order.")) return {Way::kOrder, *l};
  return {};
}

}  // namespace

Routes::Routes(const protocols::trace::Header& header)
    : layers_(static_cast<sim::Layer>(header.layers())) {
  for (sim::Layer layer = 0; layer <= layers_; ++layer) above_.push_back(layer + 1);
  for (const auto& link : header.links()) {
    const Route place = place_of(link.name(), layers_);
    routes_.push_back(place);
    names_.push_back(link.name());
    if (place.way != Way::kFeedback || place.layer < 1 || place.layer >= layers_) continue;
    above_[static_cast<std::size_t>(place.layer)] = speaker_of(header, link);
  }
}

Route Routes::of(sim::LinkId link) const {
  return link == sim::kNoLink ? Route{} : routes_.at(link.value);
}

const std::string& Routes::link(Route place) const {
  static const std::string kNone = "no link";
  const auto found = std::ranges::find(routes_, place);
  return found == routes_.end() ? kNone : names_[static_cast<std::size_t>(found - routes_.begin())];
}

sim::Layer Routes::above(sim::Layer layer) const {
  const auto at = static_cast<std::size_t>(layer);
  return at < above_.size() ? above_[at] : layer + 1;
}

bool Routes::transports(sim::Layer layer) const {
  return std::ranges::find(routes_, Route{Way::kTransport, layer}) != routes_.end();
}

std::vector<Route> Routes::needs(Route place) const {
  const sim::Layer layer = place.layer;
  switch (place.way) {
    case Way::kFeedforward:
      if (layer == 1) return {{Way::kOrder, 0}};
      return {{Way::kFeedforward, layer - 1}};
    case Way::kLocal:
      return {{Way::kFeedforward, layer}};
    case Way::kDeliver:
      return {{Way::kLocal, layer}, {Way::kFeedback, layer}};
    case Way::kFeedback:
      if (layer == layers_) return {{Way::kOrder, layers_ + 1}};
      return {{Way::kLocal, above(layer)}, {Way::kFeedback, above(layer)}};
    case Way::kTransport:
    case Way::kOrder:
    case Way::kOther:
      break;
  }
  return {};
}

}  // namespace lab::trace
