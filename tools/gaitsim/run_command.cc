// gaitsim run: one run of one experiment, and its results as a table or as JSON.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <thread>

#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/lab/report/report.h"
#include "tools/lab/run/run.h"

namespace gaitsim {
namespace {

struct RunArguments {
  ConfigOptions config;
  std::optional<std::filesystem::path> out, init_weights;
  std::string trace;
  std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  bool loopback = false, json = false, quiet = false;
};

std::string cell(const lab::Json& value, double scale, int digits) {
  return value.is_null() ? "-" : fmt::format("{:.{}f}", scale * value.get<double>(), digits);
}

// Of a run that breaks down it may have any size.
std::string loss(const lab::Json& value) {
  return value.is_null() ? "-" : fmt::format("{:.5g}", value.get<double>());
}

double mean(const lab::Json& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

constexpr std::size_t kMostRows = 20;

void print_curve(const std::vector<lab::Json>& metrics) {
  if (metrics.empty()) return;
  fmt::print("{:>8} {:>7} {:>12} {:>9} {:>9} {:>9} {:>12}\n", "step", "epoch", "virtual s",
             "train %", "test %", "loss", "W^T W - I");
  const std::size_t every = (metrics.size() + kMostRows - 1) / kMostRows;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const lab::Json& row = metrics[i];
    if ((metrics.size() - 1 - i) % every != 0) continue;  // the last one is always shown
    fmt::print("{:>8} {:>7.2f} {:>12.6g} {:>9} {:>9} {:>9} {:>12.4g}\n",
               row["step"].get<std::uint64_t>(), row["epoch"].get<double>(),
               row["virtual_seconds"].get<double>(), cell(row["train_accuracy"], 100, 2),
               cell(row["test_accuracy"], 100, 2), loss(row["loss"]),
               mean(row["orthogonality_defect"]));
  }
}

void print_counts(const lab::Json& summary) {
  fmt::print("\nmessages  ");
  for (const auto& [kind, count] : summary["messages"].items()) {
    fmt::print(" {} {}", kind, count["messages"].get<std::uint64_t>());
  }
  fmt::print("\nnot local  {} messages, {:.4g} MB{}\n",
             summary["non_local"]["messages"].get<std::uint64_t>(),
             summary["non_local"]["bytes"].get<double>() * 1e-6,
             summary["clock"]["oracle"].get<bool>() ? "; the clock is an oracle" : "");
  fmt::print("updates   ");
  for (const auto& [what, count] : summary["updates"].items()) {
    fmt::print(" {} {}", what, count.get<std::uint64_t>());
  }
  fmt::print("\n");
}

std::string numbers(const lab::Json& values) {
  std::string out;
  for (const lab::Json& value : values) out += " " + cell(value, 1, 4);
  return out;
}

// Layer 1 first.
void print_alignment(const lab::Json& found) {
  fmt::print("with bp    cosine{}\n           norm ratio{}   ({} updates)\n",
             numbers(found["cosine"]), numbers(found["norm_ratio"]),
             found["updates"].get<std::uint64_t>());
}

void print_contract(const lab::Json& found) {
  fmt::print("contract   {} checked, {} violated", found["checked"].get<std::uint64_t>(),
             found["violated"].get<std::uint64_t>());
  if (!found["worst_of"].is_null()) {
    fmt::print("; worst residual {} ({} of layer {}, sample {}; {} is allowed)",
               cell(found["worst"], 1, 6), found["worst_of"].get<std::string>(),
               found["worst_layer"].get<int>(), found["worst_sample"].get<std::int64_t>(),
               found["settled_residual"].get<double>());
  }
  fmt::print("\n");
}

void print_table(const lab::Outcome& outcome) {
  const lab::Json& summary = outcome.summary;
  fmt::print("{}  seed {}  rule {}  clock {}\n\n", summary["name"].get<std::string>(),
             summary["seed"].get<std::uint64_t>(), summary["rule"].get<std::string>(),
             summary["clock"]["name"].get<std::string>());
  print_curve(outcome.metrics);
  print_counts(summary);
  if (summary.contains("backprop_alignment")) print_alignment(summary["backprop_alignment"]);
  if (summary.contains("contract")) print_contract(summary["contract"]);
  fmt::print(
      "time       {:.6g} s virtual, {:.3g} s wall, {:.4g} samples/s ({:.4g} columns/s), "
      "{} events\n",
      summary["virtual_seconds"].get<double>(), summary["wall_seconds"].get<double>(),
      summary["samples_per_second"].get<double>(), summary["columns_per_second"].get<double>(),
      summary["events"].get<std::uint64_t>());
  fmt::print("ended      {}\nfingerprint {}\noutput     {}, in pictures {}\n",
             summary["ending"].get<std::string>(),
             summary["fingerprint"].is_null() ? "none: in wall time nothing is reproducible"
                                              : summary["fingerprint"].get<std::string>(),
             outcome.folder.string(), lab::kReportFile);
}

// False, and told, if it cannot be written; what was measured is on disk by then.
bool write_page(const std::filesystem::path& folder) {
  try {
    lab::write_report({folder}, folder / lab::kReportFile);
    return true;
  } catch (const std::exception& problem) {
    std::cerr << "error: " << problem.what() << '\n';
    return false;
  }
}

int run(RunArguments arguments) {
  if (!arguments.trace.empty()) {
    arguments.config.overrides.push_back(fmt::format("trace.file=\"{}\"", arguments.trace));
  }
  const protocols::Config config = arguments.config.load();
  const lab::Outcome outcome =
      lab::run(config, {.setup = {arguments.config.data_folder(), arguments.init_weights},
                        .out = arguments.out,
                        .threads = arguments.threads,
                        .loopback = arguments.loopback,
                        .quiet = arguments.quiet});
  if (!outcome.trouble.empty()) {
    const char* prefix = outcome.ending == lab::Ending::kInterrupted ? "" : "error: ";
    std::cerr << prefix << outcome.trouble << '\n';
  }
  const bool drawn = write_page(outcome.folder);
  if (arguments.json) {
    std::cout << outcome.summary.dump(2) << '\n';
  } else {
    print_table(outcome);
  }
  return static_cast<int>(drawn || outcome.ending != lab::Ending::kDone ? outcome.ending
                                                                        : lab::Ending::kFailed);
}

constexpr const char* kExamples = R"(Examples:
  gaitsim run configs/demo.textproto
  gaitsim run configs/mnist-gait.textproto --data-dir data --epochs 2
  gaitsim run configs/demo.textproto -s 'rule.bp={}' -s optimizer.adam.learning_rate=2e-4
  gaitsim run configs/demo.textproto --steps 100 --trace
  gaitsim run configs/late-targets.textproto -s clock.lockstep.target=60us -s link[1].loss=0.1

Writes DIR/: config.textproto (resolved), metrics.jsonl, summary.json, accuracy.svg,
report.html (all of it in pictures), weights/, and with --trace (or a trace block) trace.gtrace.
Exit codes: 0 done, 1 failed, 2 bad input, 3 settle contract broken, 4 deadlock,
130 interrupted (Ctrl-C).)";

}  // namespace

void add_run(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = program.add_subcommand("run", "run one experiment");
  arguments->config.add_to(*command);
  command->add_option("--out", arguments->out, "output folder (default: runs/<name>-<seed>)");
  command->add_option("--init-weights", arguments->init_weights,
                      "folder of <l>Lweights.npy and <l>Lbiases.npy to start from");
  command
      ->add_option("--threads", arguments->threads, "worker threads; results do not depend on it")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_flag("--trace{trace}", arguments->trace,
                    "record every message: DIR/trace.gtrace; --trace=NAME");
  command->add_flag("--loopback", arguments->loopback,
                    "pass every message through its Protobuf encoding");
  command->add_flag("--json", arguments->json, "print the summary as one JSON object");
  command->add_flag("--quiet", arguments->quiet, "no progress on standard error");
  command->footer(kExamples);
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace gaitsim
