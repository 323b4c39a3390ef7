// gaitsim replay: a recorded run once more, as it was, or with one thing changed.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>

#include "protocols/bad_input.h"
#include "tools/gaitsim/commands.h"
#include "tools/lab/replay/replay.h"
#include "tools/lab/trace/ask/diff.h"
#include "tools/lab/trace/last_counters.h"

namespace gaitsim {
namespace {

using lab::Json;
using lab::trace::TraceFile;

constexpr int kMismatch = 5;

struct ReplayArguments {
  std::filesystem::path file;
  std::vector<std::string> changes;
  std::vector<std::string> swap;  // none, or two events
  std::optional<std::filesystem::path> out, data_dir, init_weights;
  std::size_t threads = 1;
  bool json = false, quiet = false;

  bool is_exact() const { return changes.empty() && swap.empty(); }
};

// Where the second run goes; removed with it if nobody asked for it.
class OutFolder {
 public:
  explicit OutFolder(const std::optional<std::filesystem::path>& wanted)
      : temporary_(!wanted),
        path_(wanted ? *wanted
                     : std::filesystem::temp_directory_path() /
                           ("gaitsim-replay-" + std::to_string(getpid()))) {}
  ~OutFolder() {
    std::error_code ignored;
    if (temporary_) std::filesystem::remove_all(path_, ignored);
  }
  OutFolder(const OutFolder&) = delete;
  OutFolder& operator=(const OutFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  bool temporary_;
  std::filesystem::path path_;
};

std::filesystem::path data_folder(const ReplayArguments& arguments) {
  if (arguments.data_dir) return *arguments.data_dir;
  const char* from_environment = std::getenv("GAITSIM_DATA_DIR");
  return from_environment != nullptr ? from_environment : "data";
}

void require_replayable(const TraceFile& file, const ReplayArguments& arguments) {
  if (file.header().mode() == "wall") {
    throw protocols::BadInput(
        "a run in wall time never happens again\nhint: trace diff compares two");
  }
  if (file.header().has_begins_at_step()) {
    throw protocols::BadInput(
        "the trace begins in the middle of a run: from its config alone that does not happen "
        "again\nhint: of a fork: fork once more, and compare with trace diff");
  }
  if (arguments.out && std::filesystem::exists(*arguments.out / arguments.file.filename()) &&
      std::filesystem::equivalent(*arguments.out / arguments.file.filename(), arguments.file)) {
    throw protocols::BadInput("--out is the folder of the trace: it would be overwritten");
  }
}

lab::Outcome run_again(TraceFile& file, const ReplayArguments& arguments,
                       const std::filesystem::path& out) {
  std::unique_ptr<lab::trace::Swap> swap;
  if (!arguments.swap.empty()) {
    swap = std::make_unique<lab::trace::Swap>(file, arguments.swap.at(0), arguments.swap.at(1));
  }
  lab::trace::ReplayOptions options{.changes = arguments.changes, .swap = swap.get()};
  options.run.setup = {data_folder(arguments), arguments.init_weights};
  options.run.out = out;
  options.run.threads = arguments.threads;
  options.run.quiet = arguments.quiet;
  return lab::trace::replay(file, options);
}

// What the change did to the numbers of the last evaluation.
Json numbers_of(TraceFile& before, TraceFile& after) {
  const auto was = lab::trace::last_counters(before), is = lab::trace::last_counters(after);
  Json out = Json::object();
  for (const char* name : {"train_accuracy", "test_accuracy", "loss", "virtual_seconds"}) {
    if (was.contains(name) && is.contains(name)) out[name] = {was.at(name), is.at(name)};
  }
  return out;
}

void print(const ReplayArguments& arguments, const Json& facts) {
  if (arguments.json) {
    std::cout << facts.dump(2) << '\n';
    return;
  }
  const bool equal = facts["diff"]["equal"].get<bool>();
  if (arguments.is_exact() && equal) {
    fmt::print("it happened again, event by event: {} messages, fingerprint {}\n",
               facts["messages"].get<std::uint64_t>(), facts["fingerprint"].get<std::string>());
    return;
  }
  fmt::print("A was recorded, B is the run {}\n\n{}",
             arguments.is_exact() ? "again" : "with the change",
             lab::trace::diff_text(facts["diff"]));
  for (const auto& [name, pair] : facts["numbers"].items()) {
    fmt::print("{:<18}{:>12.6g} {:>12.6g}\n", name, pair[0].get<double>(), pair[1].get<double>());
  }
}

int replay(const ReplayArguments& arguments) {
  TraceFile before(arguments.file);
  require_replayable(before, arguments);
  const OutFolder out(arguments.out);
  const lab::Outcome outcome = run_again(before, arguments, out.path());
  if (!outcome.trouble.empty()) std::cerr << outcome.trouble << '\n';
  TraceFile after(out.path() / outcome.summary["trace"]["file"].get<std::string>());
  Json facts = {{"messages", outcome.summary["trace"]["events"]},
                {"fingerprint", outcome.summary["fingerprint"]},
                {"numbers", numbers_of(before, after)},
                {"diff", lab::trace::diff(before, after)}};
  print(arguments, facts);
  const int ending = static_cast<int>(outcome.ending);
  if (outcome.ending == lab::Ending::kInterrupted) return ending;
  if (!arguments.is_exact()) return outcome.ending == lab::Ending::kFailed ? ending : 0;
  return facts["diff"]["equal"].get<bool>() ? 0 : kMismatch;
}

constexpr const char* kReplayExamples = R"(Examples:
  gaitsim replay runs/demo-1/trace.gtrace
  gaitsim replay runs/demo-1/trace.gtrace --change 'link[0].delay={constant: "20us"}'
  gaitsim replay runs/demo-1/trace.gtrace --swap feedback2#17,feedback1#30

Exit codes: 0 it happened again, or the changed run was compared; 1 the changed run failed;
2 bad input; 5 it did not happen again; 130 interrupted.)";

}  // namespace

void add_replay(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<ReplayArguments>();
  CLI::App* command =
      program.add_subcommand("replay", "run a recorded run again, as it was or with a change");
  command->add_option("FILE", arguments->file, "a trace")->required();
  command->add_option("--change", arguments->changes, "another value of a field of its config")
      ->type_name("PATH=VALUE")
      ->option_text("PATH=VALUE")  // without "...": one value each
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--swap", arguments->swap, "two events, received at each other's time")
      ->type_name("ID,ID")
      ->delimiter(',')
      ->expected(2);
  command->add_option("--out", arguments->out, "keep the second run in this folder");
  command->add_option("--data-dir", arguments->data_dir, "folder of data sets, as for run");
  command->add_option("--init-weights", arguments->init_weights, "as the run was started with");
  command->add_option("--threads", arguments->threads, "worker threads")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->add_flag("--quiet", arguments->quiet, "no progress on standard error");
  command->footer(kReplayExamples);
  command->callback([arguments, &action] { action = [arguments] { return replay(*arguments); }; });
}

}  // namespace gaitsim
