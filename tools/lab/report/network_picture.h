// The picture of a network: populations and clocks as boxes in lanes, links as arrows, each with
// the letter of its law.
#pragma once

#include <string>

#include "tools/lab/report/network_facts.h"

namespace lab {

std::string network_svg(const NetworkFacts& facts, const std::string& title);

}  // namespace lab
