// The subcommands of gaitsim. Each adds itself to the program and leaves what is to be done in
// `action`, which returns the exit code.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <functional>

namespace lab {
class Ranks;
}

namespace gaitsim {

using Action = std::function<int()>;

// These are shared by the processes of "ranks", if there are several (else null).
void add_run(CLI::App& program, Action& action, lab::Ranks* ranks);
void add_resume(CLI::App& program, Action& action, lab::Ranks* ranks);
void add_fork(CLI::App& program, Action& action, lab::Ranks* ranks);
void add_sweep(CLI::App& program, Action& action, lab::Ranks* ranks);

void add_explain(CLI::App& program, Action& action);
void add_clocks(CLI::App& program, Action& action);
void add_align(CLI::App& program, Action& action);
void add_check(CLI::App& program, Action& action);
void add_audit(CLI::App& program, Action& action);
void add_curves(CLI::App& program, Action& action);
void add_bench(CLI::App& program, Action& action);
void add_report(CLI::App& program, Action& action);
void add_links(CLI::App& program, Action& action);
void add_trace(CLI::App& program, Action& action);
void add_replay(CLI::App& program, Action& action);
void add_step(CLI::App& program, Action& action);
void add_rules(CLI::App& program, Action& action);

}  // namespace gaitsim
