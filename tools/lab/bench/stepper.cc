#include "tools/lab/bench/stepper.h"

#include <fmt/format.h>

#include <algorithm>

#include "neurons/initial_weights.h"
#include "protocols/bad_input.h"
#include "sim/asio_pool.h"
#include "sim/clocks/quiescence.h"
#include "tools/lab/data/evaluation.h"
#include "tools/lab/setup/memory_need.h"

namespace lab {
namespace {

// As MNIST has, if the output is wide enough.
unsigned classes_of(const StepBenchOptions& o) {
  return std::min<unsigned>(10, static_cast<unsigned>(o.width));
}

}  // namespace

// Of each: weights and their spare, gradient, moments, factors.
void require_memory(const StepBenchOptions& o, int networks) {
  const double width = static_cast<double>(o.width);
  const double scalar = o.precision == neurons::Precision::kFloat64 ? 8 : 4;
  const double wanted = networks * 7 * scalar * width * width * o.layers;
  if (wanted <= machine_memory()) return;
  throw protocols::BadInput(fmt::format(
      "{} networks of {} layers of {} units need about {:.3g} GB of memory, the machine has {:.3g} "
      "GB",
      networks, o.layers, o.width, wanted * 1e-9, machine_memory() * 1e-9));
}

neurons::NetworkOptions step_network(const StepBenchOptions& o) {
  neurons::NetworkOptions out;
  out.widths.assign(static_cast<std::size_t>(o.layers) + 1, o.width);
  out.classes = classes_of(o);
  out.precision = o.precision;
  out.rule.kind = o.rule;
  out.rule.residual = o.residual;
  if (o.lambda > 0) out.regularizer = neurons::RegularizerOptions{.lambda = o.lambda};
  out.optimizer = neurons::AdamOptions{.learning_rate = 1e-4};
  for (int l = 1; l <= o.layers; ++l) {
    out.initial.push_back(neurons::initial_weights(neurons::InitialWeights::kOrthogonal,
                                                   {o.width, o.width}, l, 1, o.precision));
  }
  if (has_own_feedback(out.rule)) {
    out.initial_feedback =
        neurons::initial_feedback(neurons::InitialWeights::kOrthogonal, out.shapes(), out.seed,
                                  o.precision, neurons::is_direct(out.rule));
  }
  out.samples = 1 << 30;
  return out;
}

std::unique_ptr<sim::Executor> executor_of(std::size_t threads) {
  if (threads == 1) return std::make_unique<sim::InlineExecutor>();
  return std::make_unique<sim::AsioPool>(threads);
}

neurons::Network::Clock ideal_clock() {
  return {[](const auto&) { return std::make_unique<sim::QuiescenceClock>(); }, {.oracle = true}};
}

sim::ClockOptions pipelined_clock(int layers, int in_flight) {
  const sim::Duration way{10'000 * (layers + 3)}, life{2 * way.ns};
  return sim::PipelinedClock::Options{
      .interval = {life.ns / in_flight}, .target = way, .learn = life};
}

neurons::Network::Clock network_clock(const sim::ClockOptions& options) {
  return {[options](const auto&) { return sim::make_clock(options); },
          sim::info_of(options).traits};
}

EventDriven::EventDriven(const neurons::NetworkOptions& options,
                         const neurons::Network::Clock& clock, const neurons::Batches& batches,
                         sim::Executor& executor, sim::Observer<Message>* also)
    : network_(
          options, clock, batches,
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

std::uint64_t EventDriven::learned() const {
  std::uint64_t out = 0;
  for (const sim::LayerLedger& layer : ledger_.layers()) out += layer.learned;
  return out;
}

std::uint64_t EventDriven::weights_digest() const { return digest_of(weights_of(network_)); }

}  // namespace lab
