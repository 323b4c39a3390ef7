#include "tools/lab/run/resume.h"

#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>

#include <optional>

#include "protocols/resolve.h"
#include "tools/lab/files/look.h"
#include "tools/lab/ranks/ranks.h"
#include "tools/lab/run/early_signals.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/setup/clock_plan.h"

namespace lab {
namespace {

using std::filesystem::path;

// A state is what one program has in memory: another one might read it as something else.
void require_same_program(const Checkpoint& from, const path& folder) {
  const auto require = [&](const char* what, const std::string& its, const std::string& ours) {
    if (its == ours) return;
    throw protocols::BadInput(
        fmt::format("the checkpoint was written by another program: {} '{}', and this is '{}'\n"
                    "hint: that one can go on with it; or, from its weights: run --init-weights {}",
                    what, its, ours, (folder / "weights").string()));
  };
  require("version", from.header.version(), version());
  require("build", from.header.build(), build());
  require("kernels", from.header.kernels(), kernel_set());
  require("program", from.header.program(), program_digest());
}

Checkpoint newest_of(const path& folder) {
  Checkpoint out = CheckpointFolder(folder).latest();
  require_same_program(out, folder);
  return out;
}

// The run had done nothing: what it promised to write is its beginning.
bool is_promise(const Checkpoint& from) { return from.state.empty(); }

void require_same_clock(const Checkpoint& from, const protocols::Config& config) {
  const std::string digest = clock_plan(config.experiment()).library_digest;
  if (digest == from.header.clock_library()) return;
  config.fail("clock",
              "the library of the clock is not the one that the checkpoint was written with");
}

void look_where_it_did(const Checkpoint& from, RunOptions& options) {
  if (options.setup.data_dir.empty()) options.setup.data_dir = from.header.data_dir();
}

protocols::Config config_of(const Checkpoint& from, const path& folder,
                            const std::vector<std::string>& changes) {
  return protocols::parse_config(from.header.config(),
                                 (folder / "config.textproto").string() + " (of the checkpoint)",
                                 changes);
}

// Without what the state does not depend on. Of the optimizer it depends on the kind.
protocols::Experiment what_cannot_change(protocols::Experiment e) {
  e.clear_name();
  e.clear_run();
  e.clear_trace();
  e.clear_checkpoint();
  e.clear_study();
  e.clear_mode();
  e.clear_link();
  e.clear_regularizer();
  if (e.optimizer().has_adam()) e.mutable_optimizer()->mutable_adam()->Clear();
  if (e.optimizer().has_sgd()) e.mutable_optimizer()->mutable_sgd()->Clear();
  e.mutable_learning()->clear_mismatch();
  return e;
}

// The name of the first block in which they differ; empty if there is none.
std::string first_difference(const protocols::Experiment& a, const protocols::Experiment& b) {
  using Differ = google::protobuf::util::MessageDifferencer;
  for (int i = 0; i < a.GetDescriptor()->field_count(); ++i) {
    const auto* field = a.GetDescriptor()->field(i);
    Differ differ;
    if (!differ.CompareWithFields(a, b, {field}, {field})) return field->name();
  }
  return {};
}

void require_fitting(const protocols::Config& before, const protocols::Config& after) {
  const std::string differs =
      first_difference(what_cannot_change(protocols::resolved(before.experiment())),
                       what_cannot_change(protocols::resolved(after.experiment())));
  if (differs.empty() && after.experiment().mode().has_wall()) {
    after.fail("mode.wall", "a fork goes on in virtual time: real time has passed since");
  }
  if (differs.empty()) return;
  after.fail(differs, "cannot change in a fork: the state of the run is made for it",
             "what may: the optimizer's values, regularizer, link, learning.mismatch, run, mode, "
             "trace, checkpoint");
}

// Nothing of the run that is forked is touched.
void copy_metrics(const path& from, const path& to) {
  if (is_there(to)) {
    throw protocols::BadInput(to.string() +
                              ": is there already\nhint: choose another --out DIR, or remove it");
  }
  try {
    std::filesystem::create_directories(to / "weights");
    std::filesystem::copy_file(from / "metrics.jsonl", to / "metrics.jsonl");
  } catch (const std::filesystem::filesystem_error& error) {
    throw protocols::BadInput(error.path1().string() + ": " + error.code().message());
  }
}

// Of one process.
bool has_records(const path& folder, const protocols::checkpoint::Header& header) {
  std::error_code error;
  const std::uint64_t metrics = std::filesystem::file_size(folder / "metrics.jsonl", error);
  if (error || metrics < header.metrics_bytes() || header.ranks() > 1) return false;
  return header.trace().empty() || is_there(folder / (header.trace() + ".gtrace"));
}

}  // namespace

Outcome resume(const path& folder, RunOptions options) {
  Checkpoint from;
  std::optional<protocols::Config> config;
  together(options.ranks, [&] {
    from = newest_of(folder);
    config = config_of(from, folder, {});
    require_same_clock(from, *config);
  });
  options.out = folder;
  look_where_it_did(from, options);
  if (is_promise(from)) {
    options.replace = true;
    if (!from.header.init_weights().empty())
      options.setup.init_weights = from.header.init_weights();
  } else {
    options.from = &from;
  }
  return run(*config, options);
}

Outcome fork(const path& folder, const std::vector<std::string>& changes, RunOptions options) {
  const bool leads = options.ranks == nullptr || options.ranks->leads();
  Checkpoint from;
  std::optional<protocols::Config> config;
  together(options.ranks, [&] {
    from = newest_of(folder);
    if (is_promise(from)) {
      throw protocols::BadInput(
          folder.string() + ": the run was killed before it had begun\nhint: " + "gaitsim resume " +
          folder.string() + " begins it");
    }
    config = config_of(from, folder, changes);
    require_fitting(config_of(from, folder, {}), *config);
    require_same_clock(from, *config);
  });
  together(options.ranks, [&] {
    if (leads) copy_metrics(folder, *options.out);
  });
  look_where_it_did(from, options);
  options.from = &from;
  options.forks = true;
  const auto leave_nothing = [&] {
    if (leads) std::filesystem::remove_all(*options.out);
  };
  try {
    return run(*config, options);
  } catch (const protocols::BadInput&) {
    leave_nothing();
    throw;
  } catch (const Interrupted&) {
    leave_nothing();
    throw;
  }
}

std::optional<protocols::Config> resumable(const path& folder) {
  try {
    const Checkpoint from = newest_of(folder);
    if (!has_records(folder, from.header)) return std::nullopt;
    protocols::Config config = config_of(from, folder, {});
    require_same_clock(from, config);
    return config;
  } catch (const protocols::BadInput&) {
    return std::nullopt;
  }
}

}  // namespace lab
