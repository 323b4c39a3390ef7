// Skips: whether there are the layers and units that they join, and whether the rule can cope.
#include <fmt/format.h>

#include "protocols/rule_facts.h"
#include "protocols/validate_parts.h"
#include "protocols/widths.h"

namespace protocols {
namespace {

// Of layer l, l = 0 the input; REQUIRES: a tower.
std::int64_t width(const Network& network, std::int64_t layer) {
  return network.tower().widths(static_cast<int>(layer));
}

// Layers are counted from 1, so that 0 is none.
bool require_layer(const std::string& path, std::int64_t layer, std::int64_t least,
                   std::int64_t most, std::string_view why, Checks& checks) {
  const bool there = layer >= least && layer <= most;
  const std::string range = least < most ? fmt::format("a layer from {} to {}", least, most)
                                         : fmt::format("layer {}", least);
  checks.require(
      there, path,
      layer == 0 ? "is missing" : fmt::format("must be {}, but is {}: {}", range, layer, why),
      layer == 0 ? range : "");
  return there;
}

void check_between(const std::string& path, std::int64_t from, std::int64_t to,
                   const Network& network, Checks& checks) {
  for (std::int64_t l = from + 2; l < to; ++l) {
    checks.require(width(network, l) == width(network, l - 1), path,
                   fmt::format("passes layers {} and {}, which have {} and {} units: those between "
                               "must have one width",
                               l - 1, l, width(network, l - 1), width(network, l)));
  }
}

void check_auxiliary(const std::string& path, const Auxiliary& skip, const Network& network,
                     Checks& checks) {
  const std::int64_t from = skip.from(), to = skip.to();
  const std::int64_t top = weight_layers(network);
  checks.require(top >= 3, path, fmt::format("needs 3 layers to pass one, but there are {}", top));
  const std::string both =
      fmt::format("of {} layers it passes one or more, between from and to", top);
  if (top < 3 || !require_layer(path + ".from", from, 1, top - 2, both, checks)) return;
  if (!require_layer(path + ".to", to, from + 2, top, both, checks)) return;
  const std::int64_t relayed = width(network, from) - width(network, from + 1);
  checks.require(relayed > 0, path + ".from",
                 fmt::format("layer {} has no auxiliary units: layer {} reads all of its {}", from,
                             from + 1, width(network, from)),
                 fmt::format("make layer {} narrower", from + 1));
  if (relayed <= 0) return;
  check_between(path, from, to, network, checks);
  const std::int64_t below = width(network, to - 1), here = width(network, to);
  checks.require(here > below && here <= below + relayed, path + ".to",
                 fmt::format("layer {} has {} units, but {} to {} are what the {} of layer {} and "
                             "the {} that are skipped to it can make",
                             to, here, below + 1, below + relayed, below, to - 1, relayed),
                 fmt::format("{}[{}]: {}", path_of_widths(network), to, below + relayed));
}

// Rotations, residual and reversible blocks.
void check_inside(const std::string& path, std::int64_t layer, bool halves, const Network& network,
                  Checks& checks) {
  const std::string why = fmt::format("there are {} layers", weight_layers(network));
  if (!require_layer(path + ".layer", layer, 1, weight_layers(network), why, checks)) return;
  const bool rectangular = layer == 1 && network.first_layer() == Network::RECTANGULAR;
  checks.require(!rectangular, path + ".layer", "layer 1 is RECTANGULAR: it carries nothing on",
                 "a layer from 2 on");
  if (!halves || !network.has_tower()) return;
  checks.require(
      width(network, layer) % 2 == 0, path + ".layer",
      fmt::format("layer {} has {} units, which have no halves", layer, width(network, layer)),
      "a layer with an even number of units");
}

void check_skip(const std::string& path, const Skip& skip, const Network& network, Checks& checks) {
  if (!checks.chosen(path, skip)) return;
  if (skip.has_auxiliary()) {
    checks.require(network.has_tower(), path + ".auxiliary",
                   "only a tower has units that the next layer does not read",
                   "tower { widths: [64, 64, 48, 48, 64] } with from: 1 to: 4");
    if (!network.has_tower()) return;
    return check_auxiliary(path + ".auxiliary", skip.auxiliary(), network, checks);
  }
  if (skip.has_rotation()) {
    checks.above_zero_to_one(path + ".rotation.sine", skip.rotation().sine());
    check_inside(path + ".rotation", skip.rotation().layer(), true, network, checks);
  } else if (skip.has_residual()) {
    check_inside(path + ".residual", skip.residual().layer(), false, network, checks);
  } else {
    check_inside(path + ".reversible", skip.reversible().layer(), true, network, checks);
  }
}

// The layers that a skip is inside of, or passes.
std::pair<std::int64_t, std::int64_t> layers_of(const Skip& skip) {
  if (skip.has_auxiliary()) return {skip.auxiliary().from() + 1LL, skip.auxiliary().to() - 1LL};
  const std::int64_t layer = skip.has_rotation()   ? skip.rotation().layer()
                             : skip.has_residual() ? skip.residual().layer()
                                                   : skip.reversible().layer();
  return {layer, layer};
}

void check_apart(const Network& network, Checks& checks) {
  for (int i = 0; i < network.skip_size(); ++i) {
    for (int j = 0; j < i; ++j) {
      const auto [first, last] = layers_of(network.skip(i));
      const auto [other_first, other_last] = layers_of(network.skip(j));
      checks.require(first > other_last || last < other_first, fmt::format("network.skip[{}]", i),
                     fmt::format("is of a layer that skip[{}] has, too: one skip a layer", j));
    }
  }
}

void check_block(const std::string& path, bool forced, const Rule& rule, Checks& checks) {
  checks.require(forced || !rule.has_gait(), path,
                 "its weights are in general not orthogonal, so that gait does not equal bp",
                 "rotation { layer: .. } carries units on, too, and is; or rule { bp {} }; or "
                 "forced: true");
}

void check_rules_of_skips(const Experiment& e, Checks& checks) {
  checks.require(e.network().skip_size() == 0 || !e.rule().has_kolen_pollack(),
                 "rule.kolen_pollack",
                 "does not learn the transpose of a layer with a skip: of its weights only the "
                 "block moves and decays, of its feedback's all",
                 "weight_mirror, which learns at rest from all of them");
  for (int i = 0; i < e.network().skip_size(); ++i) {
    const Skip& skip = e.network().skip(i);
    const std::string path = fmt::format("network.skip[{}]", i);
    if (skip.has_residual()) {
      check_block(path + ".residual", skip.residual().forced(), e.rule(), checks);
    }
    if (skip.has_reversible()) {
      check_block(path + ".reversible", skip.reversible().forced(), e.rule(), checks);
    }
  }
}

void check_rules_of_conv(const Experiment& e, Checks& checks) {
  if (!e.network().has_conv()) return;
  const Rule& rule = e.rule();
  const bool targets = goes_down_an_inverse(rule);
  checks.require(!targets || e.feedback().payload() != ABSOLUTE, "feedback.payload",
                 "cannot be ABSOLUTE with conv: only differences go through kernels; where patches "
                 "overlap they add up, and targets of one unit would not",
                 "payload: DIFFERENCE");
  checks.require(!rule.has_dfa(), "rule.dfa",
                 "sends the output's error to units, and knows no positions of a kernel",
                 "fa, or any rule but dfa");
}

}  // namespace

void check_skips(const Network& network, Checks& checks) {
  const bool square = network.has_tower() || network.has_square();
  checks.require(square, "network.skip",
                 fmt::format("is for layers of a tower or a square network, and this one is {}",
                             network.has_conv() ? "conv" : "rectangular"),
                 "tower { widths: [64, 64, 48, 48, 64] } with auxiliary { from: 1 to: 4 }");
  if (!square || (network.has_tower() && network.tower().widths_size() < 2)) return;
  for (int i = 0; i < network.skip_size(); ++i) {
    check_skip(fmt::format("network.skip[{}]", i), network.skip(i), network, checks);
  }
  check_apart(network, checks);
}

void check_shape_of(const Experiment& experiment, Checks& checks) {
  check_rules_of_skips(experiment, checks);
  check_rules_of_conv(experiment, checks);
}

}  // namespace protocols
