// Is this a network that can be built? Whether it fits the data is not known here.
#include <fmt/format.h>

#include "protocols/validate_parts.h"

namespace protocols {
namespace {

void check_square(const Square& square, Checks& checks) {
  checks.require(square.has_hidden_layers(), "network.square.hidden_layers", "is missing",
                 "how many hidden layers, such as hidden_layers: 4; 0 is a single weight layer");
  checks.count("network.square.hidden_layers", square.hidden_layers(), 0, 1000);
}

void check_tower(const Tower& tower, Checks& checks) {
  const auto& widths = tower.widths();
  checks.require(widths.size() >= 2, "network.tower.widths",
                 fmt::format("needs at least 2 widths, but has {}", widths.size()),
                 "the width of the input, then of every layer: widths: [784, 784, 100]");
  for (int i = 0; i < widths.size(); ++i) {
    const std::string path = fmt::format("network.tower.widths[{}]", i);
    checks.count(path, widths[i], 1);
    checks.require(i == 0 || widths[i] <= widths[i - 1], path,
                   fmt::format("widths never increase, but {} follows {}", widths[i],
                               widths[i == 0 ? 0 : i - 1]));
  }
}

}  // namespace

void check_network(const Network& network, Checks& checks) {
  checks.chosen("network", network);
  if (network.has_square()) check_square(network.square(), checks);
  if (network.has_tower()) check_tower(network.tower(), checks);
  if (network.activation().has_leaky_relu()) {
    checks.above_zero_to_one("network.activation.leaky_relu.slope",
                             network.activation().leaky_relu().slope());
  }
}

}  // namespace protocols
