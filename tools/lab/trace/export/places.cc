#include "tools/lab/trace/export/places.h"

#include <algorithm>
#include <charconv>

namespace lab::trace {
namespace {

Role role_of(std::string_view word) {
  if (word == "clock") return Role::kClock;
  if (word == "source") return Role::kSource;
  if (word == "feedforward" || word == "population") return Role::kForward;
  if (word == "readout") return Role::kReadout;
  if (word == "teacher") return Role::kTeacher;
  if (word == "feedback") return Role::kFeedback;
  return Role::kOther;
}

Place place_of(std::uint32_t number, const std::string& name, sim::Layer layers) {
  Place place{.actor = {number}, .name = name};
  const std::size_t digits = std::min(name.find_first_of("0123456789"), name.size());
  place.role = role_of(std::string_view(name).substr(0, digits));
  std::from_chars(name.data() + digits, name.data() + name.size(), place.layer);
  if (place.role == Role::kSource) place.layer = 0;
  if (place.role == Role::kReadout || place.role == Role::kTeacher) place.layer = layers + 1;
  return place;
}

bool goes_before(const Place& a, const Place& b) {
  if (a.role != b.role) return a.role < b.role;
  return a.role == Role::kFeedback ? a.layer > b.layer : a.layer < b.layer;
}

}  // namespace

std::string_view name_of(Role role) {
  switch (role) {
    case Role::kClock:
      return "clock";
    case Role::kSource:
      return "source";
    case Role::kForward:
      return "feedforward";
    case Role::kReadout:
      return "readout";
    case Role::kTeacher:
      return "teacher";
    case Role::kFeedback:
      return "feedback";
    case Role::kOther:
      return "other";
  }
  return "?";
}

Places::Places(const protocols::trace::Header& header) {
  const auto layers = static_cast<sim::Layer>(header.layers());
  for (const std::string& name : header.actors()) {
    order_.push_back(place_of(static_cast<std::uint32_t>(order_.size()), name, layers));
  }
  std::ranges::stable_sort(order_, goes_before);
  index_.resize(order_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) index_[order_[i].actor.value] = i;
}

const Place* Places::of(sim::ActorId actor) const {
  return actor.value < index_.size() ? &order_[index_[actor.value]] : nullptr;
}

const Place* Places::who_notes(sim::Layer layer) const {
  const auto notes = [&](const Place& place) {
    return place.layer == layer && (place.role == Role::kSource || place.role == Role::kForward ||
                                    place.role == Role::kReadout);
  };
  const auto found = std::ranges::find_if(order_, notes);
  return found == order_.end() ? nullptr : &*found;
}

}  // namespace lab::trace
