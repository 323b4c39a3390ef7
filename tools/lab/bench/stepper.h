// A network that takes one training step after the other, for measurements.
#pragma once

#include "sim/fingerprint.h"
#include "sim/ledger.h"
#include "tools/lab/bench/step_bench.h"
#include "tools/lab/watch/statistics.h"

namespace lab {

neurons::NetworkOptions step_network(const StepBenchOptions& options);

// Under the ideal clock, with everything that a run watches.
class EventDriven {
 public:
  // "batches", "executor" and "also", which watches too, must outlive it.
  EventDriven(const neurons::NetworkOptions& options, const neurons::Batches& batches,
              sim::Executor& executor, sim::Observer<Message>* also = nullptr);

  // To where the next sample is learned: from one learning to the next is one whole step.
  void step() {
    const std::uint64_t before = ledger_.steps();
    while (ledger_.steps() == before) network_.engine().run_window();
  }
  std::uint64_t steps() const { return ledger_.steps(); }
  std::uint64_t weights_digest() const;

 private:
  neurons::Network network_;
  sim::Ledger<Message> ledger_;
  sim::Fingerprint<Message> fingerprint_;
  LearningMeter meter_;
  MessageCounter messages_;
  RecentEvents recent_;
};

}  // namespace lab
