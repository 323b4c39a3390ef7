#include "tools/lab/bench/step_bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocols/bad_input.h"
#include "sim/asio_pool.h"
#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/stepper.h"
#include "tools/lab/data/evaluation.h"
#include "tools/lab/reference/plain_loop.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/setup/setup.h"

namespace lab {
namespace {

using neurons::Matrix;

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
  const auto network = step_network(options);
  const NoiseBatches batches(options.width, options.batch, options.precision, network.classes);
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
