// The laws of links, by letters: what the picture of a network writes beside its arrows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/lab/report/network_facts.h"

namespace lab {

// A letter for each law, in the order of the links: a, b, .., z, aa, ..
std::map<std::string, std::string> law_letters(const std::vector<LinkRow>& links);

}  // namespace lab
