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

std::unique_ptr<neurons::Network> make_network(const protocols::Config& config,
                                               const neurons::NetworkOptions& options,
                                               const neurons::Batches& batches,
                                               const neurons::Network::LawOf& law_of,
                                               sim::Executor& executor) {
  const ClockPlan clock = clock_plan(config);
  return std::make_unique<neurons::Network>(
      options, neurons::Network::Clock{clock.make, clock.traits}, batches, law_of, executor);
}

}  // namespace lab
