// The widths that a network lists, whatever its shape.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string_view>

#include "protocols/run.pb.h"

namespace protocols {

using Widths = google::protobuf::RepeatedField<std::uint32_t>;

// n_0 .. n_L; empty of a square one, whose width is that of the input.
inline const Widths& listed_widths(const Network& network) {
  return network.has_rectangular() ? network.rectangular().widths() : network.tower().widths();
}

// Of their field. REQUIRES: the network lists some.
inline std::string_view path_of_widths(const Network& network) {
  return network.has_rectangular() ? "network.rectangular.widths" : "network.tower.widths";
}

// Weight layers: n widths make n - 1, h hidden layers h + 1.
inline int weight_layers(const Network& network) {
  return network.has_square() ? static_cast<int>(network.square().hidden_layers()) + 1
                              : listed_widths(network).size() - 1;
}

}  // namespace protocols
