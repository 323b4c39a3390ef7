#include "tools/lab/step_bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "neurons/initial_weights.h"
#include "protocols/bad_input.h"
#include "sim/asio_pool.h"
#include "sim/clocks/quiescence.h"
#include "sim/fingerprint.h"
#include "sim/ledger.h"
#include "tools/lab/bench_tools.h"
#include "tools/lab/build_info.h"
#include "tools/lab/evaluation.h"
#include "tools/lab/plain_loop.h"
#include "tools/lab/setup.h"
#include "tools/lab/statistics.h"

namespace lab {
namespace {

using neurons::Matrix;

// As MNIST has, if the output is wide enough.
unsigned classes_of(const StepBenchOptions& o) {
  return std::min<unsigned>(10, static_cast<unsigned>(o.width));
}

neurons::NetworkOptions network_options(const StepBenchOptions& o) {
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

// Both sides: weights and their spare, gradient, moments, factors.
void require_memory(const StepBenchOptions& o) {
  const double width = static_cast<double>(o.width);
  const double scalar = o.precision == neurons::Precision::kFloat64 ? 8 : 4;
  const double wanted = 14 * scalar * width * width * o.layers;
  if (wanted <= machine_memory()) return;
  throw protocols::BadInput(
      fmt::format("{} layers of {} units need about {:.3g} GB of memory, the machine has {:.3g} GB",
                  o.layers, o.width, wanted * 1e-9, machine_memory() * 1e-9));
}

// A network under the ideal clock with everything that a run watches.
class EventDriven {
 public:
  EventDriven(const neurons::NetworkOptions& options, const neurons::Batches& batches,
              sim::Executor& executor)
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
    network_.begin();
    step();
  }

  // To where the next sample is learned: from one learning to the next is one whole step.
  void step() {
    const std::uint64_t before = ledger_.steps();
    while (ledger_.steps() == before) network_.engine().run_window();
  }
  std::uint64_t steps() const { return ledger_.steps(); }
  std::uint64_t weights_digest() const { return digest_of(weights_of(network_)); }

 private:
  neurons::Network network_;
  sim::Ledger<Message> ledger_;
  sim::Fingerprint<Message> fingerprint_;
  LearningMeter meter_;
  MessageCounter messages_;
  RecentEvents recent_;
};

// Forward, gradient and the way down (2 n^2 B each), regularizer (Gram 5/8 of a product, and a
// whole one), LU factors.
double flops_of(const StepBenchOptions& o) {
  const double n = static_cast<double>(o.width), b = static_cast<double>(o.batch),
               layers = o.layers;
  const bool inverse = o.rule != neurons::RuleKind::kBp;
  double flops = layers * 4 * n * n * b + (layers - 1) * 2 * n * n * b;
  if (o.lambda > 0) flops += layers * (1 + 0.625) * 2 * n * n * n;
  if (inverse) flops += (layers - 1) * 2.0 / 3.0 * n * n * n;
  return flops;
}

template <class Scalar>
double product_gflops(neurons::Index n) {
  const Matrix<Scalar> a = Matrix<Scalar>::Random(n, n), b = Matrix<Scalar>::Random(n, n);
  Matrix<Scalar> c(n, n);
  std::vector<double> times;
  for (int i = 0; i < 7; ++i) times.push_back(milliseconds([&] { c.noalias() = a * b; }));
  const double cube = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
  return 2 * cube / (median(times) * 1e6);
}

}  // namespace

nlohmann::ordered_json bench_step(const StepBenchOptions& options) {
  require_memory(options);
  const auto network = network_options(options);
  const NoiseBatches batches(options.width, options.batch, options.precision, classes_of(options));
  sim::InlineExecutor one;
  std::unique_ptr<sim::Executor> pool;
  if (options.threads > 1) pool = std::make_unique<sim::AsioPool>(options.threads);
  sim::Executor& executor = pool ? *pool : one;

  EventDriven event_driven(network, batches, executor);
  const auto plain_loop = make_plain_loop(network, batches);
  plain_loop->step(0, executor);
  std::vector<double> events, plain, ratios;
  for (int pair = 0; pair < options.pairs; ++pair) {
    const auto run_events = [&] { events.push_back(milliseconds([&] { event_driven.step(); })); };
    const auto run_plain = [&] {
      plain.push_back(milliseconds([&] { plain_loop->step(pair + 1, executor); }));
    };
    if (pair % 2 == 0) run_events();  // in turn, so that neither is always the second
    run_plain();
    if (pair % 2 == 1) run_events();
    ratios.push_back(events.back() / plain.back());
  }
  nlohmann::ordered_json out;
  out["width"] = options.width;
  out["layers"] = options.layers;
  out["batch"] = options.batch;
  out["rule"] = std::string(neurons::info_of(options.rule).name);
  const bool single = options.precision == neurons::Precision::kFloat32;
  out["precision"] = single ? "FLOAT32" : "FLOAT64";
  out["lambda"] = options.lambda;
  out["threads"] = options.threads;
  out["pairs"] = options.pairs;
  out["event_driven_ms"] = median(events);
  out["plain_loop_ms"] = median(plain);
  out["overhead"] = median(ratios);
  out["same_weights"] = event_driven.weights_digest() == digest_of(plain_loop->weights());
  out["flops"] = flops_of(options);
  const double gflops =
      single ? product_gflops<float>(options.width) : product_gflops<double>(options.width);
  out["product_gflops"] = gflops;
  const double floor = flops_of(options) / (gflops * 1e6);
  out["floor_ms"] = floor;
  out["fraction_of_floor"] = floor / median(events);
  out["kernels"] = kernel_set();
  return out;
}

}  // namespace lab
