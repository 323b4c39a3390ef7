// gaitsim trace merge: one trace of those that ranks wrote.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/trace/merge.h"

namespace gaitsim {
namespace {

struct MergeArguments {
  std::filesystem::path folder;
  std::optional<std::filesystem::path> out;
};

int merge(const MergeArguments& arguments) {
  const auto files = lab::trace::rank_files(arguments.folder);
  const auto to = arguments.out.value_or(arguments.folder / "trace.gtrace");
  const lab::trace::Merged merged = lab::trace::merge(files, to);
  fmt::print("{}: {} messages and {} notes of {} ranks{}\n", to.string(), merged.events,
             merged.notes, files.size(),
             merged.whole ? "" : "; it ends before the run did, as one of theirs does");
  return 0;
}

}  // namespace

void add_trace_merge(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<MergeArguments>();
  CLI::App* command = trace.add_subcommand("merge", "make one trace of those that ranks wrote");
  command->add_option("DIR", arguments->folder, "the folder of a run")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--out", arguments->out, "the trace to write (default: DIR/trace.gtrace)");
  command->footer(
      "Examples:\n  mpirun -n 2 gaitsim run configs/demo.textproto --steps 20 --trace\n"
      "  gaitsim trace merge runs/demo-1\n  gaitsim trace verify runs/demo-1/trace.gtrace\n\n"
      "Every rank writes what its actors sent, DIR/trace.rank0.gtrace and so on. Together they "
      "are\n"
      "the trace that one process would have written.");
  command->callback([arguments, &action] { action = [arguments] { return merge(*arguments); }; });
}

}  // namespace gaitsim
