#include "tools/lab/bench/stepper.h"

#include <algorithm>

#include "neurons/initial_weights.h"
#include "sim/clocks/quiescence.h"
#include "tools/lab/data/evaluation.h"

namespace lab {
namespace {

// As MNIST has, if the output is wide enough.
unsigned classes_of(const StepBenchOptions& o) {
  return std::min<unsigned>(10, static_cast<unsigned>(o.width));
}

}  // namespace

neurons::NetworkOptions step_network(const StepBenchOptions& o) {
  neurons::NetworkOptions out;
  out.widths.assign(static_cast<std::size_t>(o.layers) + 1, o.width);
  out.classes = classes_of(o);
  out.precision = o.precision;
  out.rule.kind = o.rule;
  if (o.lambda > 0) out.regularizer = neurons::RegularizerOptions{.lambda = o.lambda};
  out.optimizer = neurons::AdamOptions{.learning_rate = 1e-5};
  for (int l = 1; l <= o.layers; ++l) {
    out.initial.push_back(
        neurons::initial_weights(neurons::InitialWeights::kOrthogonal, o.width, l, 1, o.precision));
  }
  out.samples = 1 << 30;
  return out;
}

EventDriven::EventDriven(const neurons::NetworkOptions& options, const neurons::Batches& batches,
                         sim::Executor& executor, sim::Observer<Message>* also)
    : network_(
          options, {[] { return std::make_unique<sim::QuiescenceClock>(); }, {.oracle = true}},
          batches,
          [](const std::string&) { return sim::LinkLaw{.delay = sim::ConstantDelay{{10'000}}}; },
          executor),
      ledger_(options.layers()),
      meter_(options.layers()) {
  network_.engine().watch(ledger_);
  network_.engine().watch(fingerprint_);
  network_.engine().watch(meter_);
  network_.engine().watch(messages_);
  network_.engine().watch(recent_);
  if (also != nullptr) network_.engine().watch(*also);
  network_.begin();
  step();
}

std::uint64_t EventDriven::weights_digest() const { return digest_of(weights_of(network_)); }

}  // namespace lab
