// Every link of a network and every parameter of its law, in words, for `gaitsim links`.
#pragma once

#include <span>
#include <string_view>

#include "sim/clocks/catalogue.h"

namespace lab {

// <l> stands for the number of a layer.
struct LinkInfo {
  std::string_view name;      // "feedforward.<l>"
  std::string_view messages;  // what travels on it, as neurons::kind_of says
  std::string_view text;
};

std::span<const LinkInfo> known_links();

// Named as in a config, below `link`: "delay.uniform.from". An empty fallback: must be given where
// its block is.
std::span<const sim::Parameter> link_parameters();

}  // namespace lab
