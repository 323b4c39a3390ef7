// Which law each link of a network follows: the config's link entries, matched by name.
#pragma once

#include <string>
#include <vector>

#include "protocols/config.h"
#include "sim/link.h"
#include "sim/note.h"

namespace lab {

// Last match wins, field by field; an unmatched link has delay 0. In the order of
// neurons::link_plans. Throws protocols::BadInput for a pattern that matches nothing.
std::vector<sim::LinkLaw> link_laws(const protocols::Config& config, sim::Layer layers);

}  // namespace lab
