// The arrows of the picture of a network: a link each, with the letter of its law.
#pragma once

#include <string>

#include "tools/lab/report/network_facts.h"
#include "tools/lab/report/network_grid.h"

namespace lab {

std::string network_links(const NetworkFacts& facts, const NetworkGrid& grid);

}  // namespace lab
