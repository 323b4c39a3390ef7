// The name of the link that an event travelled on.
#pragma once

#include <string_view>
#include <vector>

#include "neurons/messages.h"
#include "neurons/wiring.h"
#include "sim/event.h"

namespace lab {

class LinkNames {
 public:
  explicit LinkNames(sim::Layer layers) : plans_(neurons::link_plans(layers)) {}

  // "feedforward.1"; empty for timers, for what came from outside, and for links that only some
  // clocks have, which come after all others.
  std::string_view of(const sim::Event<neurons::Message>& event) const {
    const std::size_t number = event.link.value;
    return number < plans_.size() ? std::string_view(plans_[number].name) : std::string_view();
  }

 private:
  std::vector<neurons::LinkPlan> plans_;
};

}  // namespace lab
