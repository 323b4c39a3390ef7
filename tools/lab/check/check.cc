#include "tools/lab/check/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocols/resolve.h"
#include "tools/lab/check/difference.h"
#include "tools/lab/run/resume.h"

namespace lab {
namespace {

using std::filesystem::path;

// Removed, with what is in it, when it is not to be kept.
class Workshop {
 public:
  explicit Workshop(const CheckOptions& options) : path_(options.folder), keep_(options.keep) {
    if (!std::filesystem::exists(path_)) return;
    throw protocols::BadInput(path_.string() +
                              ": is there already\nhint: choose another --out DIR");
  }
  ~Workshop() {
    std::error_code ignored;
    if (!keep_) std::filesystem::remove_all(path_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  path room(const Variant& variant) const {
    std::string name = name_of(variant);
    std::replace(name.begin(), name.end(), ' ', '-');
    std::erase(name, ',');
    return path_ / name;
  }
  // The first one stays: the others are compared with it.
  void leave(const path& room) const {
    std::error_code ignored;
    if (!keep_) std::filesystem::remove_all(room, ignored);
  }

 private:
  path path_;
  bool keep_;
};

// As it was given where it can be: then what is wrong with it is told with its line.
protocols::Config config_of(const protocols::Config& config, const Variant& variant) {
  protocols::Experiment experiment = config.experiment();
  if (experiment.has_trace() == variant.trace && variant.changes.empty()) return config;
  if (!variant.trace) experiment.clear_trace();
  if (variant.trace) experiment.mutable_trace();
  return protocols::parse_config(protocols::resolved_text(protocols::resolved(experiment)),
                                 config.file_name(), variant.changes);
}

Json row_of(const Variant& variant) {
  return {{"name", name_of(variant)}, {"threads", variant.threads}, {"loopback", variant.loopback},
          {"trace", variant.trace},   {"resumed", variant.resumed}, {"fingerprint", Json()},
          {"differs", Json::array()}, {"skipped", Json()}};
}

class Checking {
 public:
  Checking(const protocols::Config& config, const CheckOptions& options)
      : config_(config), options_(options), workshop_(options) {}

  Json begin(const Variant& variant) {
    first_ = whole(variant);
    Json row = row_of(variant);
    row["fingerprint"] = first_.summary["fingerprint"];
    interrupted_ = first_.ending == Ending::kInterrupted;
    return row;
  }

  Json compare(const Variant& variant) {
    Json row = row_of(variant);
    const std::optional<Outcome> outcome = variant.resumed ? run_in_two(variant) : whole(variant);
    if (!outcome) {
      row["skipped"] = "the run writes no checkpoints";
      return row;
    }
    interrupted_ = outcome->ending == Ending::kInterrupted;
    row["fingerprint"] = outcome->summary["fingerprint"];
    if (interrupted_) {
      row["skipped"] = "interrupted";
    } else {
      row["differs"] = differences(first_, *outcome);
    }
    workshop_.leave(outcome->folder);
    return row;
  }

  const Outcome& first() const { return first_; }
  bool interrupted() const { return interrupted_; }

 private:
  // What in the config has no effect is told once.
  RunOptions options_of(const Variant& variant) const {
    return {.setup = options_.setup,
            .out = workshop_.room(variant),
            .threads = variant.threads,
            .loopback = variant.loopback,
            .quiet = true,
            .remarks = first_.summary.is_null()};
  }

  Outcome whole(const Variant& variant) const {
    return run(config_of(config_, variant), options_of(variant));
  }

  // Stopped in the middle as by Ctrl-C; it goes on in a network that is built anew. What ends
  // before, because it breaks, is compared as it is. Nothing if there is no checkpoint to go on
  // from: a clock from outside need not be able to save its state.
  std::optional<Outcome> run_in_two(const Variant& variant) const {
    RunOptions options = options_of(variant);
    options.interrupt_at = std::max<std::uint64_t>(steps_of(first_) / 2, 1);
    Outcome half = run(config_of(config_, variant), options);
    const bool by_somebody = steps_of(half) < *options.interrupt_at;
    if (half.ending != Ending::kInterrupted || by_somebody) return half;
    if (!std::filesystem::exists(half.folder / "checkpoints")) return std::nullopt;
    options.interrupt_at.reset();
    return resume(half.folder, options);
  }

  static std::uint64_t steps_of(const Outcome& outcome) {
    return outcome.summary["step"].get<std::uint64_t>();
  }

  const protocols::Config& config_;
  const CheckOptions& options_;
  Workshop workshop_;
  Outcome first_;
  bool interrupted_ = false;
};

void require_reproducible(const protocols::Config& config) {
  if (!config.experiment().mode().has_wall()) return;
  config.fail("mode.wall", "in wall time nothing is reproducible", "-s 'mode.virtual={}'");
}

}  // namespace

std::string name_of(const Variant& variant) {
  std::string out = fmt::format("{} thread{}", variant.threads, variant.threads == 1 ? "" : "s");
  if (variant.loopback) out += ", loopback";
  if (variant.trace) out += ", trace";
  if (variant.resumed) out += ", resumed";
  for (const std::string& change : variant.changes) out += ", " + change;
  return out;
}

std::vector<Variant> usual_variants() {
  return {{.threads = 1},
          {.threads = 2},
          {.threads = 8},
          {.threads = 1, .loopback = true},
          {.threads = 8, .loopback = true},
          {.threads = 1, .trace = true},
          {.threads = 8, .trace = true},
          {.threads = 1, .resumed = true},
          {.threads = 8, .loopback = true, .trace = true, .resumed = true}};
}

Json check(const protocols::Config& config, const std::vector<Variant>& variants,
           const CheckOptions& options) {
  require_reproducible(config);
  Checking checking(config, options);
  Json rows = Json::array({checking.begin(variants.front())});
  for (std::size_t i = 1; i < variants.size() && !checking.interrupted(); ++i) {
    rows.push_back(checking.compare(variants[i]));
  }
  const Json& summary = checking.first().summary;
  Json out;
  for (const char* fact : {"name", "seed", "rule", "clock", "step", "ending"}) {
    out[fact] = summary[fact];
  }
  out["trouble"] = checking.first().trouble;
  out["same"] =
      std::all_of(rows.begin(), rows.end(), [](const Json& row) { return row["differs"].empty(); });
  out["interrupted"] = checking.interrupted();
  out["variants"] = rows;
  return out;
}

}  // namespace lab
