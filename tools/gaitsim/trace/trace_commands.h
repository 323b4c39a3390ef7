// The subcommands of gaitsim trace, one file each.
#pragma once

#include "tools/gaitsim/commands.h"

namespace gaitsim {

void add_trace_export(CLI::App& trace, Action& action);
void add_trace_info(CLI::App& trace, Action& action);
void add_trace_ls(CLI::App& trace, Action& action);
void add_trace_diff(CLI::App& trace, Action& action);
void add_trace_merge(CLI::App& trace, Action& action);
void add_trace_stats(CLI::App& trace, Action& action);
void add_trace_verify(CLI::App& trace, Action& action);
void add_trace_view(CLI::App& trace, Action& action);
void add_trace_why(CLI::App& trace, Action& action);

}  // namespace gaitsim
