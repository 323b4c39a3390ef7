#include "tools/gaitsim/run_outcome.h"

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "tools/lab/ranks/ranks.h"
#include "tools/lab/report/report.h"
#include "tools/lab/run/status.h"

namespace gaitsim {
namespace {

std::string cell(const lab::Json& value, double scale, int digits) {
  return value.is_null() ? "-" : fmt::format("{:.{}f}", scale * value.get<double>(), digits);
}

// Of a run that breaks down it may have any size.
std::string loss(const lab::Json& value) {
  return value.is_null() ? "-" : fmt::format("{:.5g}", value.get<double>());
}

// Of a run that breaks down one of them may be no number.
std::string mean(const lab::Json& values) {
  double sum = 0;
  for (const lab::Json& value : values) {
    if (!value.is_number()) return "-";
    sum += value.get<double>();
  }
  return fmt::format("{:.4g}", values.empty() ? 0 : sum / static_cast<double>(values.size()));
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
    fmt::print("{:>8} {:>7.2f} {:>12.6g} {:>9} {:>9} {:>9} {:>12}\n",
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

// False, and told, if it cannot be written; what was measured is on disk by then. Of a run that
// failed it was told what is wrong with it, or with the disk.
bool write_page(const lab::Outcome& outcome) {
  try {
    lab::write_report({outcome.folder}, outcome.folder / lab::kReportFile);
    return true;
  } catch (const std::exception& problem) {
    if (outcome.ending != lab::Ending::kFailed) std::cerr << "error: " << problem.what() << '\n';
    return false;
  }
}

}  // namespace

int tell_outcome(const lab::Outcome& outcome, bool json, lab::Ranks* ranks) {
  if (ranks != nullptr && !ranks->leads() && !outcome.alone) {
    return static_cast<int>(outcome.ending);
  }
  if (outcome.alone) {
    // Where all failed alike rank 0 says it.
    if (!ranks->leads()) std::this_thread::sleep_for(std::chrono::seconds(1));
    std::cerr << "error: rank " << ranks->rank() << ": " << outcome.trouble << std::endl;
    ranks->abort(static_cast<int>(outcome.ending));
  }
  if (outcome.ending == lab::Ending::kInterrupted) {
    lab::Status(false).say("note", outcome.trouble);
  } else if (!outcome.trouble.empty()) {
    std::cerr << "error: " << outcome.trouble << '\n';
  }
  const bool drawn = write_page(outcome);
  if (json) {
    std::cout << outcome.summary.dump(2) << '\n';
  } else {
    print_table(outcome);
  }
  return static_cast<int>(drawn || outcome.ending != lab::Ending::kDone ? outcome.ending
                                                                        : lab::Ending::kFailed);
}

}  // namespace gaitsim
