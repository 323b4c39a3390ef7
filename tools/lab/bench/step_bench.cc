#include "tools/lab/bench/step_bench.h"

#include <algorithm>

#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/step_flops.h"
#include "tools/lab/bench/stepper.h"
#include "tools/lab/data/evaluation.h"
#include "tools/lab/reference/plain_loop.h"
#include "tools/lab/setup/build_info.h"

namespace lab {
namespace {

using neurons::Matrix;

template <class Scalar>
double gflops_of_products(neurons::Index n) {
  const Matrix<Scalar> a = Matrix<Scalar>::Random(n, n), b = Matrix<Scalar>::Random(n, n);
  Matrix<Scalar> c(n, n);
  std::vector<double> times;
  for (int i = 0; i < 7; ++i) times.push_back(milliseconds([&] { c.noalias() = a * b; }));
  const double cube = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
  return 2 * cube / (median(times) * 1e6);
}

}  // namespace

double product_gflops(const StepBenchOptions& options) {
  const neurons::Index n = std::max<neurons::Index>(options.width, 512);
  const bool single = options.precision == neurons::Precision::kFloat32;
  return single ? gflops_of_products<float>(n) : gflops_of_products<double>(n);
}

nlohmann::ordered_json to_json(const StepBenchOptions& options) {
  const bool single = options.precision == neurons::Precision::kFloat32;
  return {{"width", options.width},
          {"layers", options.layers},
          {"batch", options.batch},
          {"rule", std::string(neurons::info_of(options.rule).name)},
          {"precision", single ? "FLOAT32" : "FLOAT64"},
          {"lambda", options.lambda},
          {"threads", options.threads},
          {"pairs", options.pairs}};
}

nlohmann::ordered_json bench_step(const StepBenchOptions& options) {
  require_memory(options, 2);
  const auto network = step_network(options);
  const NoiseBatches batches(options.width, options.batch, options.precision, network.classes);
  const auto pool = executor_of(options.threads);
  sim::Executor& executor = *pool;
  EventDriven event_driven(network, ideal_clock(), batches, executor);
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
  nlohmann::ordered_json out = to_json(options);
  out["event_driven_ms"] = median(events);
  out["plain_loop_ms"] = median(plain);
  out["overhead"] = median(ratios);
  out["same_weights"] = event_driven.weights_digest() == digest_of(plain_loop->weights());
  const double flops = flops_of(network, options.batch).total(), gflops = product_gflops(options);
  out["flops"] = flops;
  out["product_gflops"] = gflops;
  const double floor = flops / (gflops * 1e6);
  out["floor_ms"] = floor;
  out["fraction_of_floor"] = floor / median(events);
  out["kernels"] = kernel_set();
  return out;
}

}  // namespace lab
