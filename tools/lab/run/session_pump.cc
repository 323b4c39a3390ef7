// How a run gets on: window after window on the event loop, until it is over or somebody ends it.
#include <fmt/format.h>

#include <csignal>
#include <utility>

#include "neurons/numerical_error.h"
#include "protocols/bad_input.h"
#include "sim/gate.h"
#include "sim/team.h"
#include "tools/lab/run/session.h"
#include "tools/lab/setup/remarks.h"

namespace lab {

// A clock in another process is waited for without blocking the loop; in wall time the network goes
// on without it.
bool Session::waits_outside() {
  sim::Gate* const gate = network_->clock().scheme().gate();
  return gate != nullptr && !experiment_.mode().has_wall() && !gate->ready();
}

sim::Next Session::pump() {
  if (options_.from != nullptr && (is_done() || is_broken())) return false;  // it had ended before
  if (waits_outside()) {
    if (interrupts_ > 1) return false;  // whoever asks twice will not wait
    return sim::Next::wait(std::chrono::steady_clock::now() + std::chrono::milliseconds(100),
                           network_->clock().scheme().gate()->descriptor());
  }
  const sim::Team team(*executor_, options_.threads);
  if (partition_) partition_->wish(wishes_);
  const std::uint64_t exchanges = partition_ ? partition_->windows() : 0;
  const sim::Next next = driver_->advance();
  if (partition_ && partition_->windows() != exchanges) agree();
  if (next.kind == sim::Next::Kind::kNever) return false;
  after_window();
  if (over_ || is_done() || is_broken()) return false;
  return next;
}

void Session::after_window() {
  if (probe_) log_probe();
  after_steps();
  if (std::exchange(checkpoint_wanted_, false)) try_checkpoint();
}

// In the end of a window: between two of them the state is whole.
void Session::on_tick() {
  status_.tick(progress());
  say_trace_trouble();
  if (std::chrono::steady_clock::now() - checkpointed_at_.wall >= checkpoint_every_) {
    want_checkpoint();
  }
}

// Of several ranks all write it after the same window.
void Session::want_checkpoint() { (partition_ ? wishes_.checkpoint : checkpoint_wanted_) = true; }

void Session::after_steps() {
  const std::uint64_t steps = ledger_.steps();
  if (steps == steps_done_) {
    // Whoever asks twice will not wait; and at rest there is no sample to wait for.
    if (interrupts_ > 1 || (interrupts_ > 0 && ledger_.all_closed())) over_ = true;
    return;
  }
  steps_done_ = steps;
  const std::uint64_t every = experiment_.run().has_evaluate_every_steps()
                                  ? experiment_.run().evaluate_every_steps()
                                  : batches_.steps_per_epoch();
  if (steps / every != evaluated_at_ / every) {
    evaluate();
    let_go_of_weights();
  }
  const protocols::Checkpoint& when = experiment_.checkpoint();
  if (when.has_every_steps() &&
      steps / when.every_steps() != checkpointed_at_.step / when.every_steps()) {
    checkpoint_wanted_ = true;
  }
  if (interrupts_ == 0 && options_.interrupt_at && steps >= *options_.interrupt_at) interrupts_ = 1;
  if (interrupts_ > 0) over_ = true;
}

bool Session::is_done() const {
  return ledger_.presented() == static_cast<std::uint64_t>(network_options_.samples) &&
         ledger_.all_closed() && network_->in_flight().all_quiet();
}

// A strict contract that was not kept.
bool Session::is_broken() const {
  return contract_ && experiment_.contract().strict() && contract_->violated() > 0;
}

void Session::on_signal(int number) {
  if (!leads()) return;  // rank 0 hears it, too, and tells
  if (number == SIGUSR1) return status_.now(progress());
  if (number == SIGUSR2) return want_checkpoint();
  if (partition_) ++wishes_.interrupts;
  const int interrupts = partition_ ? wishes_.interrupts : ++interrupts_;
  if (interrupts == 1) {
    status_.say("note", "stopping when this sample is done; once more stops at once");
  }
}

// A run that goes on has a config with all defaults in it: nobody gave those.
void Session::say_remarks() {
  if (!options_.remarks || options_.from != nullptr || !leads()) return;
  for (const std::string& remark : without_effect(config_, batches_.steps_per_epoch())) {
    status_.say("note", remark);
  }
}

Outcome Session::execute() {
  say_remarks();
  begin();
  loop_.run({.pump = [this] { return pump_or_conclude(); },
             .on_signal = [this](int number) { on_signal(number); },
             .on_tick = [this] { on_tick(); },
             .tick = std::chrono::milliseconds(250)});
  return outcome_;
}

// Concluding is a piece of work on the loop, too: until all is written, a signal must not kill.
sim::Next Session::pump_or_conclude() {
  bool saved = false, again = false;  // it would fail again
  try {
    const sim::Next next = pump();
    if (next.kind != sim::Next::Kind::kNever) return next;
    driver_->rest();
    // Before end() adds an evaluation that the run, if it goes on, would not have had.
    const bool wanted = interrupts_ > 0 || config_.has_checkpoint();
    saved = wanted && !as_rank_0(waits_outside()) && try_checkpoint();
    end();
  } catch (const neurons::NumericalError& error) {
    again = true;
    fail(error.is_at_rest() ? fmt::format("after step {}: {}", ledger_.steps(), error.what())
                            : error.what());
  } catch (const std::exception& error) {
    fail(error.what());
  }
  status_.finish();
  if (!again) offer_resume(saved);
  write_everything();
  return false;
}

// Whoever was stopped, or failed for what lies outside: a clock, a disk, another rank.
void Session::offer_resume(bool saved) {
  const bool stopped =
      outcome_.ending == Ending::kInterrupted || outcome_.ending == Ending::kFailed;
  if (!stopped || !leads() || !can_checkpoint()) return;
  const auto newest = checkpoints_.newest_header();
  outcome_.can_resume =
      newest && (saved || newest->step() > 0) && folder_.has_metrics(newest->metrics_bytes());
  if (!outcome_.can_resume) return;
  outcome_.trouble += "; to go on: gaitsim resume " + folder_.path().string();
}

void Session::require_steppable() {
  const protocols::Mode& mode = experiment_.mode();
  if (mode.has_paced() || mode.has_wall()) {
    throw protocols::BadInput(
        "a run in paced or wall time cannot be stepped through\n"
        "hint: -s 'mode.virtual={}'");
  }
  if (network_->clock().scheme().gate() != nullptr) {
    throw protocols::BadInput(
        "a run with a clock in another process cannot be stepped through\n"
        "hint: record it (run --trace), and step through the trace");
  }
}

bool Session::step() { return pump().kind != sim::Next::Kind::kNever; }

}  // namespace lab
