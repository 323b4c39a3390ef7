#include "tools/lab/bench/thread_bench.h"

#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/stepper.h"
#include "tools/lab/setup/build_info.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;

// A network and those who work on it.
class Side {
 public:
  Side(const neurons::NetworkOptions& network, const sim::ClockOptions& clock,
       const neurons::Batches& batches, std::size_t threads)
      : threads_(threads), executor_(executor_of(threads)) {
    steps_.emplace(network, network_clock(clock), batches, *executor_);
  }

  double step() {
    const sim::Team team(*executor_, threads_);
    times_.push_back(milliseconds([&] { steps_->step(); }));
    return times_.back();
  }
  double median_ms() const { return median(times_); }
  std::uint64_t weights() const { return steps_->weights_digest(); }

 private:
  std::size_t threads_;
  std::unique_ptr<sim::Executor> executor_;
  std::optional<EventDriven> steps_;
  std::vector<double> times_;
};

Json row(const StepBenchOptions& options, const sim::ClockOptions& clock) {
  auto network = step_network(options);
  network.memory = sim::in_flight_of(clock, network.layers());
  const NoiseBatches batches(options.width, options.batch, options.precision, network.classes);
  Side one(network, clock, batches, 1), several(network, clock, batches, options.threads);
  std::vector<double> efficiencies;
  for (int pair = 0; pair < options.pairs; ++pair) {
    const bool first = pair % 2 == 0;
    const double a = first ? one.step() : several.step();
    const double b = first ? several.step() : one.step();
    efficiencies.push_back((first ? a / b : b / a) / static_cast<double>(options.threads));
  }
  return {{"clock", std::string(sim::info_of(clock).name)},
          {"rule", std::string(neurons::info_of(options.rule).name)},
          {"one_ms", one.median_ms()},
          {"several_ms", several.median_ms()},
          {"efficiency", median(efficiencies)},
          {"same_weights", one.weights() == several.weights()}};
}

}  // namespace

nlohmann::ordered_json bench_threads(const StepBenchOptions& given) {
  require_memory(given, 2);
  Json out = to_json(given);
  out.erase("rule");
  out["rows"] = Json::array();
  for (const sim::ClockOptions& clock :
       {sim::ClockOptions(sim::QuiescenceOptions{}), pipelined_clock(given.layers, 2)}) {
    for (const auto rule : {neurons::RuleKind::kBp, neurons::RuleKind::kGait}) {
      StepBenchOptions options = given;
      options.rule = rule;
      out["rows"].push_back(row(options, clock));
    }
  }
  out["kernels"] = kernel_set();
  return out;
}

}  // namespace lab
