// What the two populations of a layer say to each other, told from other messages by what they
// hold. A message that a population keeps to itself while it works on it travels on no link.
#pragma once

#include "neurons/messages.h"
#include "sim/event.h"

namespace lab {

// The activity, with slopes, that feedback population l is told; null of all other events.
inline const neurons::Activity* told_activity(const sim::Event<neurons::Message>& event) {
  const auto* activity = std::get_if<neurons::Activity>(&event.message);
  const bool told = activity != nullptr && activity->slope && event.link != sim::kNoLink;
  return told ? activity : nullptr;
}

// The target that comes to the synapses of layer l; null of all other events.
inline const neurons::Target* delivered_target(const sim::Event<neurons::Message>& event) {
  const auto* target = std::get_if<neurons::Target>(&event.message);
  const bool delivered = target != nullptr && target->delivered && event.link != sim::kNoLink;
  return delivered ? target : nullptr;
}

}  // namespace lab
