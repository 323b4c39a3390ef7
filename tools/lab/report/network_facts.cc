#include "tools/lab/report/network_facts.h"

#include <fmt/format.h>

#include "neurons/wiring.h"
#include "protocols/widths.h"
#include "tools/lab/setup/link_laws.h"
#include "tools/lab/setup/wiring_of.h"

namespace lab {
namespace {

protocols::Config config_of(const RunRecord& run, const std::vector<std::string>& changes = {}) {
  return protocols::parse_config(run.config, run.name + "/config.textproto", changes);
}

// Instead of a clock that lives in a library or another process one of the same links: of one clock
// for all or, if the config names links that this one has not got, of one at every layer.
protocols::Config with_shipped_clock(const RunRecord& run) {
  const protocols::Config config = config_of(run);
  const protocols::Clock& clock = config.experiment().clock();
  if (!clock.has_plugin() && !clock.has_remote()) return config;
  for (const char* stand_in : {"clock={quiescence {}}", "clock={free {}}"}) {
    protocols::Config other = config_of(run, {stand_in});
    try {
      link_laws(other, 1);
      return other;
    } catch (const protocols::BadInput&) {
      continue;
    }
  }
  return config_of(run, {"clock={quiescence {}}"});
}

std::vector<int> widths_of(const RunRecord& run, const protocols::Network& network) {
  std::vector<int> widths;
  for (const Json& width : list_at(run.summary, "/widths")) {
    if (width.is_number_unsigned()) widths.push_back(width.get<int>());
  }
  const auto layers = static_cast<std::size_t>(protocols::weight_layers(network));
  if (widths.size() == layers + 1) return widths;
  const protocols::Widths& listed = protocols::listed_widths(network);
  return {listed.begin(), listed.end()};
}

// As the run told it, or the config names it.
std::string clock_name(const RunRecord& run, const protocols::Clock& clock) {
  const std::string told = text_at(run.summary, "/clock/name");
  if (!told.empty()) return told;
  const auto* scheme = clock.GetReflection()->GetOneofFieldDescriptor(
      clock, clock.GetDescriptor()->FindOneofByName("scheme"));
  return scheme == nullptr ? "" : scheme->name();
}

NetworkFacts facts_of(const RunRecord& run) {
  const protocols::Clock clock = config_of(run).experiment().clock();
  const protocols::Config config = with_shipped_clock(run);
  const protocols::Network& network = config.experiment().network();
  const neurons::WiringPlan wiring = wiring_of(config);
  NetworkFacts facts{.trouble = "",
                     .layers = protocols::weight_layers(network),
                     .widths = widths_of(run, network),
                     .shared = wiring.site == neurons::FeedbackSite::kShared,
                     .direct = wiring.direct,
                     .per_layer = wiring.clock.per_layer,
                     .clock = clock_name(run, clock),
                     .links = {}};
  const auto plans = neurons::link_plans(facts.layers, wiring);
  const auto laws = link_laws(config, facts.layers);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    facts.links.push_back({plans[i].name, plans[i].from, plans[i].to, sim::describe(laws[i])});
  }
  return facts;
}

}  // namespace

NetworkFacts network_facts(const RunRecord& run) {
  try {
    return facts_of(run);
  } catch (const protocols::BadInput& problem) {
    NetworkFacts facts;
    facts.trouble = problem.what();
    return facts;
  }
}

}  // namespace lab
