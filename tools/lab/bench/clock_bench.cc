#include "tools/lab/bench/clock_bench.h"

#include <deque>

#include "sim/clocks/catalogue.h"
#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/stepper.h"
#include "tools/lab/reference/plain_loop.h"
#include "tools/lab/setup/build_info.h"

namespace lab {
namespace {

// With links of 10 us a sample is up, down and learned in (2 layers + 6) of them.
std::vector<sim::ClockOptions> clocks_for(sim::Layer layers) {
  const sim::Duration way{10'000 * (layers + 3)}, life{2 * way.ns}, pulse{10'000};
  return {
      sim::QuiescenceOptions{},
      sim::CreditClock::Options{},
      sim::LockstepClock::Options{way, way, pulse},
      sim::WaveClock::Options{way, way, pulse, pulse},
      sim::ConvergenceClock::Options{},
      sim::HandshakeClock::Options{.in_flight = 2},
      sim::OscillatorClock::Options{
          .period = {life.ns + 2 * pulse.ns}, .target = way, .learn = life},
      sim::FreeClock::Options{.interval = way, .target_after = way},
      sim::PoissonClock::Options{.interval = {4 * life.ns}, .target_after = way, .learn = pulse},
      sim::PipelinedClock::Options{.interval = way, .target = way, .learn = life}};
}

// A network under one clock, and how long its steps took.
class Runner {
 public:
  Runner(const sim::ClockOptions& clock, neurons::NetworkOptions options,
         const neurons::Batches& batches, sim::Executor& executor)
      : name_(sim::info_of(clock).name), layers_(options.layers()) {
    options.memory = sim::in_flight_of(clock, layers_);
    network_.emplace(options, network_clock(clock), batches, executor);
  }

  // Samples that are learned at one instant are several steps.
  void measure(double plain_ms) {
    const std::uint64_t before = network_->steps();
    const double all = milliseconds([&] { network_->step(); });
    times_.push_back(all / static_cast<double>(network_->steps() - before));
    ratios_.push_back(times_.back() / plain_ms);
  }

  nlohmann::ordered_json result() const {
    const auto steps = static_cast<double>(network_->steps());
    return {{"clock", name_},
            {"step_ms", median(times_)},
            {"overhead", median(ratios_)},
            {"events_per_step", static_cast<double>(network_->events()) / steps},
            {"applied", static_cast<double>(network_->learned()) / (steps * layers_)}};
  }

 private:
  std::string name_;
  sim::Layer layers_;
  std::optional<EventDriven> network_;
  std::vector<double> times_, ratios_;
};

}  // namespace

nlohmann::ordered_json bench_clocks(const StepBenchOptions& options) {
  const auto clocks = clocks_for(options.layers);
  require_memory(options, static_cast<int>(clocks.size()) + 1);
  const auto network = step_network(options);
  const NoiseBatches batches(options.width, options.batch, options.precision, network.classes);
  const auto executor = executor_of(options.threads);
  const sim::Team team(*executor, options.threads);
  const auto plain_loop = make_plain_loop(network, batches);
  plain_loop->step(0, *executor);
  std::deque<Runner> runners;  // a network stays where it is
  for (const sim::ClockOptions& clock : clocks) {
    runners.emplace_back(clock, network, batches, *executor);
  }
  std::vector<double> plain;
  for (int turn = 0; turn < options.pairs; ++turn) {
    for (Runner& runner : runners) {
      plain.push_back(milliseconds([&] { plain_loop->step(1, *executor); }));
      runner.measure(plain.back());
    }
  }
  nlohmann::ordered_json out = to_json(options);
  out["plain_loop_ms"] = median(plain);
  out["clocks"] = nlohmann::ordered_json::array();
  for (const Runner& runner : runners) out["clocks"].push_back(runner.result());
  out["kernels"] = kernel_set();
  return out;
}

}  // namespace lab
