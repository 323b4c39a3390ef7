// Is this a network that can be built? Whether it fits the data is not known here.
#include <fmt/format.h>

#include <algorithm>

#include "protocols/rule_facts.h"
#include "protocols/validate_parts.h"
#include "protocols/widths.h"

namespace protocols {
namespace {

bool has_rectangular_first(const Network& network) {
  return network.first_layer() == Network::RECTANGULAR;
}

void check_square(const Network& network, Checks& checks) {
  const Square& square = network.square();
  checks.require(square.has_hidden_layers(), "network.square.hidden_layers", "is missing",
                 "how many hidden layers, such as hidden_layers: 4; 0 is a single weight layer");
  checks.require(!has_rectangular_first(network), "network.first_layer",
                 "RECTANGULAR needs a first layer of another width than the input's",
                 "instead of square: tower { widths: [784, 256, 256] }");
}

void check_widths(const Network& network, Checks& checks) {
  const Widths& widths = listed_widths(network);
  const std::string_view path = path_of_widths(network);
  checks.require(widths.size() >= 2, path,
                 fmt::format("needs at least 2 widths, but has {}", widths.size()),
                 "the width of the input, then of every layer: widths: [784, 784, 100]");
}

// Whether units of a layer further below come to this one, too.
bool is_skipped_to(const Network& network, int layer) {
  return std::ranges::any_of(network.skip(), [&](const Skip& skip) {
    return skip.has_auxiliary() && static_cast<int>(skip.auxiliary().to()) == layer;
  });
}

// A layer cannot read more units than there are.
void check_tower(const Network& network, Checks& checks) {
  const Widths& widths = network.tower().widths();
  for (int i = has_rectangular_first(network) ? 2 : 1; i < widths.size(); ++i) {
    if (is_skipped_to(network, i)) continue;
    checks.require(
        widths[i] <= widths[i - 1], fmt::format("network.tower.widths[{}]", i),
        fmt::format("widths never increase, but {} follows {}", widths[i], widths[i - 1]),
        "square layers read the first units of the one below; for rules without an inverse "
        "there is rectangular { widths: [784, 100, 300] }");
  }
}

// Nothing is below layer 1, so its weights need none. 0: all others are square.
int first_without_inverse(const Widths& widths) {
  for (int l = 2; l < widths.size(); ++l) {
    if (widths[l] != widths[l - 1]) return l;
  }
  return 0;
}

}  // namespace

void check_network(const Network& network, Checks& checks) {
  checks.chosen("network", network);
  if (network.has_activation()) checks.chosen("network.activation", network.activation());
  if (network.has_square()) check_square(network, checks);
  if (network.has_tower() || network.has_rectangular()) check_widths(network, checks);
  // A skip that leads elsewhere than was meant makes widths look wrong: it alone is told.
  const std::size_t before = checks.problems().size();
  if (network.skip_size() > 0) check_skips(network, checks);
  if (network.has_tower() && checks.problems().size() == before) check_tower(network, checks);
  if (network.has_conv()) check_conv(network, checks);
  if (network.activation().has_leaky_relu()) {
    checks.above_zero_to_one("network.activation.leaky_relu.slope",
                             network.activation().leaky_relu().slope());
  }
}

void check_damped(const Experiment& experiment, Checks& checks) {
  const Feedback& feedback = experiment.feedback();
  const std::string path = "feedback.inverse.damped.damping";
  const double damping = feedback.inverse().damped().damping();
  checks.above_zero(path, damping);
  checks.require(!(damping > 1e6), path, fmt::format("must be at most 1e6, but is {}", damping),
                 "feedback { inverse { transpose {} } } is where it leads");
  const bool absolute = feedback.payload() == ABSOLUTE && goes_down_an_inverse(experiment.rule());
  checks.require(!feedback.inverse().has_damped() || !absolute, "feedback.payload",
                 "a damped inverse brings no target back to where it came from, so none can be "
                 "ABSOLUTE",
                 "payload: DIFFERENCE");
}

void check_inverse(const Experiment& experiment, Checks& checks) {
  const Inverse& inverse = experiment.feedback().inverse();
  if (experiment.feedback().has_inverse()) checks.chosen("feedback.inverse", inverse);
  checks.above_zero_to_one("feedback.inverse.exact.residual", inverse.exact().residual());
  check_damped(experiment, checks);
  const Widths& widths = experiment.network().rectangular().widths();
  const int layer = first_without_inverse(widths);
  if (layer == 0 || !goes_down_an_inverse(experiment.rule())) return;
  const std::string reason =
      fmt::format("layer {} reads {} units and has {}", layer, widths[layer - 1], widths[layer]);
  const bool exact = inverse.has_exact() || inverse.inverse_case() == Inverse::INVERSE_NOT_SET;
  const bool absolute = experiment.feedback().payload() == ABSOLUTE;
  checks.require(
      !exact, fmt::format("network.rectangular.widths[{}]", layer),
      reason + ": its weights have no inverse, which tp, itp and gait need",
      "tower { widths: [784, 256, 256] } with first_layer: RECTANGULAR has one above "
      "layer 1; or feedback { inverse { damped {} } }, transpose or learned; or rule { bp {} "
      "}, or a rule that needs no inverse (gaitsim rules)");
  checks.require(!inverse.has_transpose() || !absolute, "feedback.payload",
                 reason +
                     ": the transpose of its weights brings no target back to where it came "
                     "from, so none can be ABSOLUTE",
                 "payload: DIFFERENCE");
}

}  // namespace protocols
