// The matrices that a message carries.
#pragma once

#include <type_traits>

#include "neurons/messages.h"

namespace neurons {

// Calls visit(payload) for every TensorPtr of the message that is not null, in the order of its
// fields. With a message that is not const they may be replaced.
template <class AnyMessage, class Visit>
void for_each_payload(AnyMessage& message, const Visit& visit) {
  const auto each = [&visit](auto&... payloads) { ((payloads ? visit(payloads) : void()), ...); };
  std::visit(
      [&each](auto& m) {
        using Body = std::remove_cvref_t<decltype(m)>;
        if constexpr (std::is_same_v<Body, Activity>) each(m.activity, m.slope);
        if constexpr (std::is_same_v<Body, Target>) each(m.values);
        if constexpr (std::is_same_v<Body, WeightTransport>) {
          each(m.weights.weights, m.weights.bias);
        }
        if constexpr (std::is_same_v<Body, Coincidence>) each(m.pre, m.post);
        if constexpr (std::is_same_v<Body, Reconstruction>) each(m.error);
      },
      message);
}

}  // namespace neurons
