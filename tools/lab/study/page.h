// index.html: all that a study found on one page that needs nothing else, with links to its runs.
#pragma once

#include <string>

#include "tools/lab/study/results.h"

namespace lab {

std::string to_html(const Results& results);

}  // namespace lab
