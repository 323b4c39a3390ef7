// gaitsim trace: what can be asked of a recorded run.
#include "tools/gaitsim/trace/trace_commands.h"

namespace gaitsim {

void add_trace(CLI::App& program, Action& action) {
  CLI::App* trace = program.add_subcommand("trace", "inspect what a run recorded");
  trace->require_subcommand(1);
  trace->footer(
      "Examples:\n  gaitsim run configs/demo.textproto --steps 100 --trace\n"
      "  gaitsim trace info runs/demo-1/trace.gtrace");
  add_trace_info(*trace, action);
  add_trace_diff(*trace, action);
  add_trace_stats(*trace, action);
  add_trace_verify(*trace, action);
  add_trace_why(*trace, action);
}

}  // namespace gaitsim
