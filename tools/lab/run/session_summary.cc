// What a run tells at its end: the summary, and why it could not go on.
#include <fmt/format.h>
#include <sys/resource.h>

#include "tools/lab/data/evaluation.h"
#include "tools/lab/run/session.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/setup/clock_plan.h"
#include "tools/lab/watch/own_feedback.h"

namespace lab {

std::string_view name_of(Ending ending) {
  switch (ending) {
    case Ending::kDone:
      return "done";
    case Ending::kFailed:
      return "failed";
    case Ending::kContractBroken:
      return "contract broken";
    case Ending::kDeadlock:
      return "deadlock";
    case Ending::kInterrupted:
      return "interrupted";
  }
  return "?";
}

namespace {

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

const char* mode_name(const protocols::Mode& mode) {
  if (mode.has_wall()) return "wall";
  return mode.has_paced() ? "paced" : "virtual";
}

Json counts_of(const sim::LayerLedger& ledger) {
  return {{"applied", ledger.learned},       {"stale", ledger.stale},
          {"mismatched", ledger.mismatched}, {"rejected", ledger.rejected},
          {"missed", ledger.missed},         {"duplicate", ledger.duplicate}};
}

Json rank_facts(std::size_t count, const RankPartition& partition) {
  return {{"count", count},
          {"exchanges", partition.windows()},
          {"bytes_sent", partition.bytes_sent()}};  // by rank 0
}

}  // namespace

std::string Session::deadlock_report() {
  std::string text = fmt::format(
      "deadlock: nothing is in flight, {} of {} samples were presented, and not all of "
      "them are over\n",
      ledger_.presented(), network_options_.samples);
  for (const std::string& line : waiting()) text += line;
  text += "the last events, each named by its sender and how many it had sent before:\n";
  for (const RecentEvents::Line& line : recent_.lines()) {
    text +=
        fmt::format("  {} ns + {}: {} {}#{} to {}{}{}, because of {}#{}\n", line.key.at.ns,
                    line.key.at.microstep, line.kind, network_->name_of(line.key.from),
                    line.key.nth, network_->name_of(line.key.to),
                    line.sample < 0 ? "" : fmt::format(", sample {}", line.sample),
                    line.lost ? ", lost" : "", network_->name_of(line.cause.from), line.cause.nth);
  }
  return text;
}

// Of all weights: feedback's own, too, if they can have moved.
std::uint64_t Session::weights_digest() const {
  const std::uint64_t forward = digest_of(weights_);
  const bool learned = way_down_of(network_options_.rule) == neurons::WayDownKind::kLearned;
  return learned ? digest_of(feedback_, forward) : forward;
}

std::uint64_t Session::fingerprint() const { return fingerprint_.value_with(weights_digest()); }

Json Session::updates() const {
  sim::LayerLedger all;
  for (const sim::LayerLedger& layer : ledger_.layers()) all += layer;
  return counts_of(all);
}

// Of every layer: when things happened to a sample, from how old signals it learned, and what
// became of its updates.
Json Session::distributions() const {
  Json out = courses_.summary();
  for (std::size_t i = 0; i < out.size(); ++i) out[i]["updates"] = counts_of(ledger_.layers()[i]);
  return out;
}

Json Session::traffic() const {
  Json out = Json::object();
  for (const KindCount& count : messages_.counts()) {
    out[std::string(count.kind)] = {{"messages", count.messages},
                                    {"bytes", count.bytes},
                                    {"lost", count.lost},
                                    {"local", count.local}};
  }
  return out;
}

Json Session::non_local() const {
  std::uint64_t messages = 0, bytes = 0;
  for (const KindCount& count : messages_.counts()) {
    if (count.local) continue;
    messages += count.messages;
    bytes += count.bytes;
  }
  return {{"messages", messages}, {"bytes", bytes}};
}

Json Session::summary(const Progress& now) const {
  Json out = what_ran();
  out.update(how_far(now));
  out["threads"] = options_.threads;
  if (partition_) out["ranks"] = rank_facts(options_.ranks->size(), *partition_);
  out["peak_memory_bytes"] = peak_memory_bytes();
  out["data_dir"] = options_.setup.data_dir.string();
  out["init_weights"] =
      options_.setup.init_weights ? Json(options_.setup.init_weights->string()) : Json();
  out["messages"] = traffic();
  out["non_local"] = non_local();
  out["updates"] = updates();
  out["widths"] = network_options_.widths;
  out["distributions"] = distributions();
  if (probe_) out["backprop_alignment"] = probe_->summary();
  if (contract_) out["contract"] = contract_->summary();
  if (recorder_) out["trace"] = trace_facts();
  if (options_.loopback) {
    out["loopback"] = {{"messages", loopback_.messages()}, {"bytes", loopback_.bytes()}};
  }
  return out;
}

Json Session::what_ran() const {
  const ClockPlan plan = clock_plan(experiment_);
  const auto& rule = neurons::info_of(network_options_.rule.kind);
  Json out;
  out["name"] = experiment_.name();
  out["seed"] = experiment_.seed();
  out["ending"] = name_of(outcome_.ending);
  out["trouble"] = outcome_.trouble.empty() ? Json() : Json(outcome_.trouble);
  out["can_resume"] = outcome_.can_resume;
  out["mode"] = mode_name(experiment_.mode());
  out["fingerprint"] = experiment_.mode().has_wall() ? Json()  // whatever happened, happened
                                                     : Json(fmt::format("{:016x}", fingerprint()));
  out["build"] = {{"version", version()}, {"compiler", build()}, {"kernels", kernel_set()}};
  out["rule"] = std::string(rule.name);
  out["clock"] = {{"name", std::string(network_->clock().scheme().name())},
                  {"oracle", plan.traits.oracle}};
  if (!plan.library_digest.empty()) out["clock"]["library_digest"] = plan.library_digest;
  return out;
}

Json Session::how_far(const Progress& now) const {
  const double wall = status_.wall_seconds();
  Json out;
  // Of the last evaluation: what was read out since then is no epoch.
  out["train_accuracy"] =
      outcome_.metrics.empty() ? Json() : outcome_.metrics.back().at("train_accuracy");
  out["test_accuracy"] = number(now.test_accuracy);
  out["loss"] = last_reading_.samples > 0 ? Json(last_reading_.loss) : Json();
  out["step"] = now.step;
  // After a failure those of the last evaluation stay.
  out["weights_step"] = outcome_.ending == Ending::kFailed ? saved_step_ : now.step;
  out["epoch"] = now.epoch;
  out["presented"] = ledger_.presented();
  out["wall_seconds"] = wall;
  out["samples_per_second"] = static_cast<double>(now.step) / wall;
  out["columns_per_second"] = static_cast<double>(now.step) * experiment_.data().batch() / wall;
  out["virtual_seconds"] = now.virtual_seconds;
  out["events"] = now.events;
  out["in_flight"] = now.in_flight;
  return out;
}

}  // namespace lab
