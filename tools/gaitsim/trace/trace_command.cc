// gaitsim trace: what can be asked of a recorded run.
#include "tools/gaitsim/trace/trace_commands.h"

namespace gaitsim {

void add_trace(CLI::App& program, Action& action) {
  CLI::App* trace = program.add_subcommand("trace", "inspect what a run recorded");
  trace->require_subcommand(1);
  trace->footer(
      "Examples:\n  gaitsim trace info runs/demo-1/trace.gtrace\n"
      "  gaitsim trace ls runs/demo-1/trace.gtrace --sample 0\n"
      "  gaitsim trace view runs/demo-1/trace.gtrace\n\n"
      "gaitsim run CONFIG --trace records DIR/trace.gtrace.");
  add_trace_info(*trace, action);
  add_trace_ls(*trace, action);
  add_trace_diff(*trace, action);
  add_trace_stats(*trace, action);
  add_trace_verify(*trace, action);
  add_trace_export(*trace, action);
  add_trace_view(*trace, action);
  add_trace_why(*trace, action);
  add_trace_merge(*trace, action);
}

}  // namespace gaitsim
