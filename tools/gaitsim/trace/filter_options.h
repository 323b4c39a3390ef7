// The options that say which rows of a trace are wanted.
#pragma once

#include "tools/gaitsim/commands.h"
#include "tools/lab/trace/list/filter.h"

namespace gaitsim {

void add_filter(CLI::App& command, lab::trace::FilterWords& words);

}  // namespace gaitsim
