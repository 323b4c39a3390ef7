// The page of a report: its sections in order, and what makes it one file. It reads no folder.
#pragma once

#include <string>

#include "tools/lab/report/sections.h"

namespace lab {

// REQUIRES: there is at least one run.
std::string report_html(const Runs& runs);

// Shows the tip of what is pointed at beside the pointer. Without it the browser shows <title>s.
std::string hover_script();

}  // namespace lab
