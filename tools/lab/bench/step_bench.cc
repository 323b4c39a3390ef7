#include "tools/lab/bench/step_bench.h"

#include <algorithm>

#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/speeds.h"
#include "tools/lab/bench/stepper.h"
#include "tools/lab/data/evaluation.h"
#include "tools/lab/reference/plain_loop.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/setup/step_flops.h"
#include "tools/lab/watch/likeness.h"

namespace lab {
namespace {

// Least over the layers: the loop's next update, and what LU factors would have made of it.
double exact_cosine(neurons::NetworkOptions network, PlainLoop& loop,
                    const neurons::Batches& batches) {
  network.rule.residual = 0;
  network.initial = loop.weights();
  const auto refined = loop.gradients(0), exact = make_plain_loop(network, batches)->gradients(0);
  double least = 1;
  for (std::size_t l = 0; l < exact.size(); ++l) {
    const auto found = likeness(refined[l], exact[l]);
    least = std::min(least, found ? found->cosine : -1);
  }
  return least;
}

void add_floor(const StepBenchOptions& options, const StepFlops& flops,
               nlohmann::ordered_json& out) {
  const double gflops = product_gflops(options), gigabytes = memory_gigabytes(options);
  out["flops"] = flops.total();
  out["bytes"] = flops.bytes;
  out["product_gflops"] = gflops;
  out["memory_gigabytes"] = gigabytes;
  const double ms = flops.total() / (gflops * 1e6) + flops.bytes / (gigabytes * 1e6);
  out["floor_ms"] = ms / static_cast<double>(options.threads);
  out["fraction_of_floor"] = out["floor_ms"].get<double>() / out["event_driven_ms"].get<double>();
}

}  // namespace

nlohmann::ordered_json to_json(const StepBenchOptions& options) {
  const bool single = options.precision == neurons::Precision::kFloat32;
  return {{"width", options.width},
          {"layers", options.layers},
          {"batch", options.batch},
          {"rule", std::string(neurons::info_of(options.rule).name)},
          {"precision", single ? "FLOAT32" : "FLOAT64"},
          {"lambda", options.lambda},
          {"residual", options.residual},
          {"threads", options.threads},
          {"pairs", options.pairs}};
}

nlohmann::ordered_json bench_step(const StepBenchOptions& options) {
  require_memory(options, 2);
  const auto network = step_network(options);
  const NoiseBatches batches(options.width, options.batch, options.precision, network.classes);
  const auto pool = executor_of(options.threads);
  sim::Executor& executor = *pool;
  const sim::Team team(executor, options.threads);
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
  out["overhead"] = median(events) / median(plain);
  out["median_ratio"] = median(ratios);
  out["same_weights"] = event_driven.weights_digest() == digest_of(plain_loop->weights());
  if (options.residual > 0) out["exact_cosine"] = exact_cosine(network, *plain_loop, batches);
  add_floor(options, flops_of(network, options.batch), out);
  out["kernels"] = kernel_set();
  return out;
}

}  // namespace lab
