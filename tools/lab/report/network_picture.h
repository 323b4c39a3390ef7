// The picture of a network: populations and clocks as boxes in lanes, links as arrows, each with
// the letter of its law.
#pragma once

#include <map>
#include <string>

#include "tools/lab/report/network_facts.h"

namespace lab {

// A letter for each law, in the order of the links: a, b, .., z, aa, ..
std::map<std::string, std::string> law_letters(const std::vector<LinkRow>& links);

std::string network_svg(const NetworkFacts& facts, const std::string& title);

}  // namespace lab
