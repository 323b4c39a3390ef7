// The widths that a network lists, whatever its shape, and what follows from them.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string_view>

#include "protocols/run.pb.h"

namespace protocols {

using Widths = google::protobuf::RepeatedField<std::uint32_t>;

// n_0 .. n_L; empty of a square or a convolutional one, whose widths are known with the input.
inline const Widths& listed_widths(const Network& network) {
  return network.has_rectangular() ? network.rectangular().widths() : network.tower().widths();
}

// Of their field. REQUIRES: the network lists some.
inline std::string_view path_of_widths(const Network& network) {
  return network.has_rectangular() ? "network.rectangular.widths" : "network.tower.widths";
}

// Weight layers: n widths make n - 1, h hidden layers h + 1.
inline int weight_layers(const Network& network) {
  if (network.has_square()) return static_cast<int>(network.square().hidden_layers()) + 1;
  if (network.has_conv()) return network.conv().layer_size() + network.conv().widths_size();
  return listed_widths(network).size() - 1;
}

// Units that the skip relays. REQUIRES: a valid network, a skip of auxiliary units.
inline std::uint32_t relayed_units(const Network& network, const Skip& skip) {
  const int from = static_cast<int>(skip.auxiliary().from());
  return network.tower().widths(from) - network.tower().widths(from + 1);
}

}  // namespace protocols
