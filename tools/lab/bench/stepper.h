// A network that takes one training step after the other, for measurements.
#pragma once

#include "sim/clocks/catalogue.h"
#include "sim/fingerprint.h"
#include "sim/ledger.h"
#include "sim/team.h"
#include "tools/lab/bench/step_bench.h"
#include "tools/lab/watch/statistics.h"

namespace lab {

// Throws protocols::BadInput if the machine has not enough for so many networks of this size.
void require_memory(const StepBenchOptions& options, int networks);
neurons::NetworkOptions step_network(const StepBenchOptions& options);

std::unique_ptr<sim::Executor> executor_of(std::size_t threads);
neurons::Network::Clock ideal_clock();
// So many samples at a time. With links of 10 us a sample is up, down and learned in (2 layers + 6)
// of them.
sim::ClockOptions pipelined_clock(int layers, int in_flight);
neurons::Network::Clock network_clock(const sim::ClockOptions& options);

// With everything that a run watches. Links take 10 us.
class EventDriven {
 public:
  // "batches", "executor" and "also", which watches too, must outlive it.
  EventDriven(const neurons::NetworkOptions& options, const neurons::Network::Clock& clock,
              const neurons::Batches& batches, sim::Executor& executor,
              sim::Observer<Message>* also = nullptr);

  // To where the next sample is learned: from one learning to the next is one whole step.
  void step() {
    const std::uint64_t before = ledger_.steps();
    while (ledger_.steps() == before) network_.engine().run_window();
  }
  std::uint64_t steps() const { return ledger_.steps(); }
  std::uint64_t events() const { return network_.engine().traffic().received; }
  std::uint64_t learned() const;  // updates of all layers
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
