// Wall times as people read them: "42s", "3m05s", "2h07m".
#pragma once

#include <string>

namespace lab {

std::string wall_text(double seconds);

}  // namespace lab
