#include "tools/lab/setup/network_of.h"

#include "tools/lab/setup/clock_plan.h"
#include "tools/lab/setup/link_laws.h"
#include "tools/lab/setup/wiring_of.h"

namespace lab {

neurons::Network::LawOf laws_of(const protocols::Config& config, sim::Layer layers) {
  std::map<std::string, sim::LinkLaw> laws;
  const auto resolved = link_laws(config, layers);
  const auto plans = neurons::link_plans(layers, wiring_of(config));
  for (std::size_t i = 0; i < plans.size(); ++i) laws[plans[i].name] = resolved[i];
  return [laws](const std::string& name) { return laws.at(name); };
}

namespace {

// In the place of a clock that another rank asks.
class ClockElsewhere final : public sim::PhaseClock {
 public:
  explicit ClockElsewhere(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  void start(sim::ClockPort&) override { refuse(); }
  void hear(const sim::Signal&, sim::ClockPort&) override { refuse(); }
  std::string save() const override { return {}; }
  void load(std::string_view) override {}

 private:
  [[noreturn]] void refuse() const {
    throw sim::ClockError("clock '" + name_ + "' runs on another rank");
  }
  std::string name_;
};

}  // namespace

std::unique_ptr<neurons::Network> make_network(const protocols::Config& config,
                                               const neurons::NetworkOptions& options,
                                               const neurons::Batches& batches,
                                               const neurons::Network::LawOf& law_of,
                                               sim::Executor& executor, OutsideClock outside) {
  ClockPlan clock = clock_plan(config);
  const auto& chosen = config.experiment().clock();
  if (outside == OutsideClock::kElsewhere && (chosen.has_remote() || chosen.has_plugin())) {
    clock.make = [name = clock.name](const auto&) {
      return std::make_unique<ClockElsewhere>(name);
    };
  }
  return std::make_unique<neurons::Network>(
      options, neurons::Network::Clock{clock.make, clock.traits}, batches, law_of, executor);
}

}  // namespace lab
