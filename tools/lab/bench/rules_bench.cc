#include "tools/lab/bench/rules_bench.h"

#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/speeds.h"
#include "tools/lab/bench/stepper.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/setup/step_flops.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;
using neurons::RuleKind;

StepBenchOptions with_rule(StepBenchOptions options, RuleKind rule) {
  options.rule = rule;
  return options;
}

// What counts of presentations, as clocks do not.
class DataMeter final : public sim::Observer<Message> {
 public:
  void on_send(const sim::Event<Message>& event, sim::Fate) override {
    if (neurons::sample_of(event.message) == sim::kNoSample) return;
    const std::size_t bytes = neurons::bytes_of(event.message);
    ++messages_;
    bytes_ += bytes;
    if (!neurons::is_local(event.message)) non_local_bytes_ += bytes;
  }

  Json per_step(std::uint64_t steps) const {
    return {{"messages", messages_ / steps},
            {"bytes", bytes_ / steps},
            {"non_local_bytes", non_local_bytes_ / steps}};
  }
  void clear() { *this = DataMeter(); }

 private:
  std::uint64_t messages_ = 0, bytes_ = 0, non_local_bytes_ = 0;
};

struct Times {
  std::vector<double> step, bp, ratio;
};

Times in_turn(EventDriven& network, EventDriven& bp, int pairs) {
  Times out;
  const auto run_bp = [&] { out.bp.push_back(milliseconds([&] { bp.step(); })); };
  for (int pair = 0; pair < pairs; ++pair) {
    if (pair % 2 == 1) run_bp();  // in turn, so that neither is always the second
    out.step.push_back(milliseconds([&] { network.step(); }));
    if (pair % 2 == 0) run_bp();
    out.ratio.push_back(out.step.back() / out.bp.back());
  }
  return out;
}

}  // namespace

Json bench_rules(const StepBenchOptions& options, const std::vector<RuleKind>& rules) {
  require_memory(options, 2);
  const auto shape = step_network(with_rule(options, RuleKind::kBp));
  const NoiseBatches batches(options.width, options.batch, options.precision, shape.classes);
  const auto executor = executor_of(options.threads);
  const sim::Team team(*executor, options.threads);
  EventDriven bp(shape, ideal_clock(), batches, *executor);
  const double gflops = product_gflops(options);
  Json out = to_json(options);
  out.erase("rule");
  out["product_gflops"] = gflops;
  out["rules"] = Json::array();
  for (const RuleKind rule : rules) {
    const auto network = step_network(with_rule(options, rule));
    DataMeter meter;
    EventDriven steps(network, ideal_clock(), batches, *executor, &meter);
    meter.clear();
    const Times times = in_turn(steps, bp, options.pairs);
    const StepFlops flops = flops_of(network, options.batch);
    const double floor = flops.total() / (gflops * 1e6 * static_cast<double>(options.threads));
    Json row = {{"rule", std::string(neurons::info_of(rule).name)},
                {"step_ms", median(times.step)},
                {"bp_ms", median(times.bp)},
                {"relative_to_bp", median(times.ratio)},
                {"flops", flops.total()},
                {"share", to_json(flops)},
                {"fraction", floor / median(times.step)}};
    row.update(meter.per_step(static_cast<std::uint64_t>(options.pairs)));
    out["rules"].push_back(std::move(row));
  }
  out["kernels"] = kernel_set();
  return out;
}

}  // namespace lab
