// gaitsim bench: measurements, always as pairs in one process.
#include "tools/gaitsim/bench/bench_commands.h"

namespace gaitsim {

void add_bench(CLI::App& program, Action& action) {
  CLI::App* bench = program.add_subcommand("bench", "what things cost, measured side by side");
  bench->require_subcommand(1);
  bench->footer("Examples:\n  gaitsim bench step\n  gaitsim bench phold");
  add_bench_step(*bench, action);
  add_bench_clocks(*bench, action);
  add_bench_threads(*bench, action);
  add_bench_curves(*bench, action);
  add_bench_events(*bench, action);
  add_bench_phold(*bench, action);
  add_bench_all(*bench, action);
  add_bench_trace(*bench, action);
}

}  // namespace gaitsim
