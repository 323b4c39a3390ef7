// gaitsim trace merge: one trace of those that ranks wrote.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "protocols/bad_input.h"
#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/trace/merge.h"

namespace gaitsim {
namespace {

struct MergeArguments {
  std::filesystem::path folder;
  std::optional<std::filesystem::path> out;
  bool json = false;
};

// The summary knows how many there were, if the run came to one.
void require_all(const std::filesystem::path& folder, std::size_t found) {
  std::ifstream in(folder / "summary.json");
  const auto summary = nlohmann::json::parse(in, nullptr, false);
  if (!summary.is_object() || !summary.contains("ranks")) return;
  const auto count = summary["ranks"]["count"].get<std::size_t>();
  if (count == found) return;
  throw protocols::BadInput(
      fmt::format("{}: {} ranks wrote traces, {} are there", folder.string(), count, found));
}

void print_merged(const lab::trace::Merged& merged, const std::filesystem::path& to,
                  std::size_t ranks, bool json) {
  const nlohmann::ordered_json facts = {{"file", to.string()},
                                        {"events", merged.events},
                                        {"notes", merged.notes},
                                        {"ranks", ranks},
                                        {"whole", merged.whole}};
  if (json) {
    std::cout << facts.dump(2) << '\n';
    return;
  }
  fmt::print("{}: {} messages and {} notes of {} ranks{}\n", to.string(), merged.events,
             merged.notes, ranks,
             merged.whole ? "" : "; it ends before the run did, as one of theirs does");
}

int merge(const MergeArguments& arguments) {
  const auto files = lab::trace::rank_files(arguments.folder);
  require_all(arguments.folder, files.size());
  const auto to = arguments.out.value_or(arguments.folder / "trace.gtrace");
  const lab::trace::Merged merged = lab::trace::merge(files, to);
  print_merged(merged, to, files.size(), arguments.json);
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
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  mpirun -n 2 gaitsim run configs/demo.textproto --steps 20 --trace\n"
      "  gaitsim trace merge runs/demo-1\n  gaitsim trace verify runs/demo-1/trace.gtrace\n\n"
      "Every rank writes what its actors sent, DIR/trace.rank0.gtrace and so on. Together they "
      "are\n"
      "the trace that one process would have written.");
  command->callback([arguments, &action] { action = [arguments] { return merge(*arguments); }; });
}

}  // namespace gaitsim
