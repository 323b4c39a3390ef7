#include "tools/lab/run/session.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocols/duration.h"
#include "protocols/resolve.h"
#include "sim/asio_pool.h"
#include "sim/asio_wall_driver.h"
#include "tools/lab/recording/manifest.h"
#include "tools/lab/run/curves.h"
#include "tools/lab/run/early_signals.h"
#include "tools/lab/setup/dataset_of.h"
#include "tools/lab/setup/network_of.h"
#include "tools/lab/setup/rest_of.h"
#include "tools/lab/setup/wiring_of.h"

namespace lab {
namespace {

// What takes seconds to draw, and so is told before.
constexpr std::uint64_t kManyImages = 100'000;
constexpr double kManyWeights = 2e7;

std::unique_ptr<sim::Executor> make_executor(std::size_t threads) {
  if (threads <= 1) return std::make_unique<sim::InlineExecutor>();
  return std::make_unique<sim::AsioPool>(threads);
}

RunFolder run_folder(const protocols::Experiment& experiment, const RunOptions& options) {
  const auto folder = options.out ? *options.out
                                  : std::filesystem::path("runs") /
                                        fmt::format("{}-{}", experiment.name(), experiment.seed());
  const bool leads = options.ranks == nullptr || options.ranks->leads();
  if (!leads) return RunFolder::of_another(folder);
  return {folder, options.from != nullptr || options.replace ? Stopped::kGoes : Stopped::kStays};
}

}  // namespace

void Session::tell(const RunOptions& options, const std::string& text) {
  const bool leads = options.ranks == nullptr || options.ranks->leads();
  if (!options.quiet && leads) Status(false).say("note", text);
}

Session::Session(const protocols::Config& config, const RunOptions& options)
    : config_(config.experiment()),
      experiment_(protocols::resolved(config.experiment())),
      options_(options),
      folder_(run_folder(experiment_, options)),
      checkpoints_(folder_.path()),
      dataset_(load(config)),
      data_digest_(digest_of(dataset_)),
      network_options_(draw(config)),
      batches_(dataset_, batch_options(config, dataset_)),
      law_of_(laws_of(config, network_options_.layers())),
      executor_(make_executor(options.threads)),
      ledger_(network_options_.layers()),
      meter_(network_options_.layers()),
      courses_(network_options_.layers(), network_options_.memory),
      status_(options.quiet || !leads()),
      checkpoint_every_(protocols::parse_duration_ns(experiment_.checkpoint().every())) {
  end_if_interrupted();
  require_same_data();
  network_options_.samples = samples_of(experiment_, batches_.steps_per_epoch());
  if (options.from == nullptr) require_rest_to_come(config, network_options_.samples);
  require_something_to_do();
  network_ = make_network(config, network_options_, batches_, law_of_, *executor_,
                          leads() ? OutsideClock::kHere : OutsideClock::kElsewhere);
  network_options_.initial.clear();  // the populations have them
  network_options_.initial_feedback.clear();
  spread(config);
  driver_ = make_driver();
  make_observers();
  trace_header_ =
      trace::manifest(experiment_, network_options_.layers(), wiring_of(config), law_of_);
  if (options.from != nullptr && !trace_goes_on()) {
    trace_header_.set_begins_at_step(options.from->header.step());
  }
  require_savable(config);
  // All is good. That of a run that goes on keeps what it recorded up to the checkpoint.
  if (options.from != nullptr) {
    go_on_from(*options.from);
  } else if (folder_.start_anew()) {
    tell(options, "replaces the run that was in " + folder_.path().string());
  }
}

void Session::go_on_from(const Checkpoint& from) {
  if (!leads()) return;
  if (!from.passed_over.empty()) {
    status_.say("warning", "goes on from an older checkpoint; of the newer: " + from.passed_over);
  }
  if (!options_.forks) checkpoints_.tidy(from);
}

Dataset Session::load(const protocols::Config& config) {
  const protocols::Glyphs& glyphs = config_.data().glyphs();
  const std::uint64_t images = std::uint64_t{glyphs.train()} + glyphs.test();
  if (config_.data().has_glyphs() && images >= kManyImages) {
    tell(options_, fmt::format("drawing {} images", images));
  }
  return load_dataset(config, options_.setup.data_dir);
}

neurons::NetworkOptions Session::draw(const protocols::Config& config) {
  end_if_interrupted();
  double weights = 0;
  for (const auto& [units, inputs] : network_shape(config, dataset_).shapes()) {
    weights += static_cast<double>(units) * static_cast<double>(inputs);
  }
  if (weights >= kManyWeights) tell(options_, fmt::format("making {:.3g} weights", weights));
  return network_options(config, dataset_, options_.setup);
}

std::unique_ptr<sim::Driver<Message>> Session::make_driver() {
  sim::Engine<Message>& engine = network_->engine();
  const protocols::Mode& mode = experiment_.mode();
  if (mode.has_paced()) {
    return std::make_unique<sim::PacedDriver<Message>>(engine, mode.paced().factor());
  }
  if (!mode.has_wall()) return std::make_unique<sim::VirtualDriver<Message>>(engine);
  network_->in_flight().share();
  return std::make_unique<sim::WallDriver<Message>>(
      engine,
      sim::WallDriver<Message>::Options{.scale = mode.wall().scale(),
                                        .threads = std::max<std::size_t>(options_.threads, 2),
                                        .wake = [this] { loop_.wake(); }});
}

void Session::make_observers() {
  if (experiment_.probe().has_backprop_alignment()) {
    probe_.emplace(
        AlignmentProbeOptions{
            .layers = network_options_.layers(),
            .classes = network_options_.classes,
            .loss = network_options_.loss,
            .memory = network_options_.memory,
            .patches = network_options_.patches,
            .every_updates = experiment_.probe().backprop_alignment().every_updates()},
        batches_, [this](sim::Layer layer) -> const auto& { return network_->weights(layer); });
  }
  if (experiment_.has_contract()) {
    contract_.emplace(
        SettleContract::Options{.layers = network_options_.layers(),
                                .memory = network_options_.memory,
                                .allowed = experiment_.contract().settled_residual()});
  }
}

void Session::begin(sim::Observer<Message>* also) {
  together(options_.ranks, [this] {
    if (options_.from != nullptr) require_fitting_traces();
    if (experiment_.has_trace()) make_recorder();
  });
  sim::Engine<Message>& engine = network_->engine();
  for (sim::Observer<Message>* observer : std::initializer_list<sim::Observer<Message>*>{
           &ledger_, &fingerprint_, &meter_, &messages_, &courses_, &recent_}) {
    engine.watch(*observer);
  }
  if (probe_) engine.watch(*probe_);
  if (contract_) engine.watch(*contract_);
  if (recorder_) engine.watch(*recorder_);
  if (also != nullptr) engine.watch(*also);
  if (options_.loopback) engine.use(loopback_);
  if (options_.detour != nullptr) engine.use(*options_.detour);
  together(options_.ranks, [this] {
    if (options_.from != nullptr) restore();
  });
  if (options_.from == nullptr) promise_checkpoint();
  folder_.write_config(protocols::resolved_text(experiment_));
  // A run that fails before its first evaluation keeps those it began with; resumed, it has them.
  if (options_.from == nullptr || options_.forks) save_weights();
  let_go_of_weights();
  if (options_.from == nullptr) {
    network_->begin();
  } else if (!options_.forks) {
    return;  // there is one
  }
  if (!config_.has_checkpoint()) {
    try_checkpoint();
  } else if (can_checkpoint()) {
    checkpoint();  // whoever asked for them will want to know
  }
  if (leads()) checkpoints_.forget_promise();
}

void Session::end() {
  if (contract_) contract_->close();
  if (interrupts_ > 0) {
    outcome_.ending = Ending::kInterrupted;
    outcome_.trouble = "interrupted";
  } else if (is_broken()) {
    outcome_.ending = Ending::kContractBroken;
    outcome_.trouble = contract_->breach();
  } else if (!is_done() && !is_at_the_end()) {
    outcome_.ending = Ending::kDeadlock;
    outcome_.trouble = deadlock_report();
  } else {
    ledger_.close();  // the last samples' orders may have been lost
  }
  if (evaluated_at_ != ledger_.steps() || outcome_.metrics.empty()) evaluate();
}

// After a failure the weights on disk stay those of the last evaluation: what came later is what
// failed.
void Session::write_everything() {
  const Progress reached = progress();  // what close() gives up on was no step
  ledger_.close();
  courses_.close();
  if (probe_) probe_->close();
  if (!outcome_.alone) gather();
  if (recorder_) close_trace();
  outcome_.folder = folder_.path();
  if (leads()) outcome_.summary = summary(reached);
  try {
    if (probe_) log_probe();
    if (outcome_.ending != Ending::kFailed) save_weights();
    folder_.write_picture(accuracy_svg(folder_.path().filename().string(), outcome_.metrics));
    folder_.write_summary(outcome_.summary);
    // Last: whoever kills it before finds something to go on from.
    if (outcome_.ending == Ending::kDone && !config_.has_checkpoint() && leads()) {
      // What took no longer than that can as well be run again.
      if (status_.wall_seconds() >= std::chrono::duration<double>(checkpoint_every_).count()) {
        folder_.sync_all();
      }
      checkpoints_.remove_all();
    }
  } catch (const std::exception& error) {
    if (outcome_.ending == Ending::kDone) outcome_.ending = Ending::kFailed;
    outcome_.trouble += std::string(outcome_.trouble.empty() ? "" : "\n") + error.what();
  }
}

void Session::fail(const std::string& trouble) {
  outcome_.ending = Ending::kFailed;
  outcome_.alone = partition_ && !partition_->has_failed();
  outcome_.trouble = trouble;
  driver_->rest();
}

Outcome Session::finish() {
  if (!is_done()) interrupts_ = 1;
  if (outcome_.ending != Ending::kFailed) end();
  if (outcome_.ending == Ending::kInterrupted) offer_resume(false);
  write_everything();
  return outcome_;
}

Outcome run(const protocols::Config& config, const RunOptions& options) {
  // Of several processes the launcher hears it, and ends them all.
  if (options.ranks == nullptr) remember_early_signals();
  std::optional<Session> session;
  together(options.ranks, [&] { session.emplace(config, options); });
  return session->execute();
}

}  // namespace lab
