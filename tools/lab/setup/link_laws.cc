#include "tools/lab/setup/link_laws.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "neurons/wiring.h"
#include "protocols/bandwidth.h"
#include "protocols/duration.h"
#include "tools/lab/setup/wiring_of.h"

namespace lab {
namespace {

sim::Duration duration(const std::string& text) { return {protocols::parse_duration_ns(text)}; }

sim::DelayLaw delay_law(const protocols::Delay& delay) {
  switch (delay.law_case()) {
    case protocols::Delay::kUniform:
      return sim::UniformDelay{duration(delay.uniform().from()), duration(delay.uniform().to())};
    case protocols::Delay::kExponential:
      return sim::ExponentialDelay{duration(delay.exponential().mean())};
    case protocols::Delay::kLognormal:
      return sim::LognormalDelay{duration(delay.lognormal().median()), delay.lognormal().sigma()};
    case protocols::Delay::kNormal:
      return sim::NormalDelay{duration(delay.normal().mean()), duration(delay.normal().sigma())};
    case protocols::Delay::kConstant:
    case protocols::Delay::LAW_NOT_SET:
      break;
  }
  return sim::ConstantDelay{duration(delay.constant())};
}

sim::GilbertElliott bursts(const protocols::GilbertElliott& bursts) {
  return {.p_enter = bursts.p_enter(),
          .p_leave = bursts.p_leave(),
          .loss_good = bursts.loss_good(),
          .loss_bad = bursts.loss_bad()};
}

std::vector<sim::Outage> outages(const protocols::Link& entry) {
  std::vector<sim::Outage> out;
  for (const protocols::Down& down : entry.down()) {
    out.push_back({.from = {duration(down.from()).ns}, .to = {duration(down.to()).ns}});
  }
  return out;
}

void apply(const protocols::Link& entry, sim::LinkLaw& law) {
  if (entry.has_delay()) {
    law.delay = delay_law(entry.delay());
    law.minimum = duration(entry.delay().minimum());
  }
  if (entry.has_loss()) law.loss = entry.loss();
  if (entry.has_duplicate()) law.duplicate = entry.duplicate();
  if (entry.has_bursts()) law.bursts = bursts(entry.bursts());
  if (entry.has_in_order()) law.in_order = entry.in_order();
  if (entry.has_bandwidth()) {
    law.bytes_per_second = protocols::parse_bytes_per_second(entry.bandwidth());
  }
  if (entry.down_size() > 0) law.outages = outages(entry);
}

bool matches(const protocols::Link& entry, const neurons::LinkPlan& link) {
  return fnmatch(entry.match().c_str(), link.name.c_str(), 0) == 0;
}

// One config serves rules that move weights and rules that do not (without_effect tells).
bool would_match(const protocols::Link& entry, sim::Layer layers, neurons::WiringPlan wiring) {
  wiring.transport = true;
  const auto plans = neurons::link_plans(layers, wiring);
  return std::ranges::any_of(plans, [&](const auto& link) { return matches(entry, link); });
}

[[noreturn]] void fail_unmatched(const protocols::Config& config, int index, sim::Layer layers) {
  config.fail(fmt::format("link[{}].match", index), "the pattern matches no link",
              fmt::format("the links of this network are feedforward.1 .. feedforward.{0}, "
                          "feedforward.readout, local.1 .. local.{0}, deliver.1 .. deliver.{0}, "
                          "feedback.2 .. feedback.{0}, feedback.label, transport.2 .. "
                          "transport.{0}, clock.order.0 .. clock.order.{1}, clock.report.0 .. "
                          "clock.report.{1}, and under some clocks clock.token.<l>.up, "
                          "clock.token.<l>.down, clock.token.label, clock.stake.<l>; * stands for "
                          "anything",
                          layers, layers + 1));
}

}  // namespace

std::vector<sim::LinkLaw> link_laws(const protocols::Config& config, sim::Layer layers) {
  const neurons::WiringPlan wiring = wiring_of(config);
  const auto plans = neurons::link_plans(layers, wiring);
  std::vector<sim::LinkLaw> laws(plans.size());
  const auto& entries = config.experiment().link();
  for (int i = 0; i < entries.size(); ++i) {
    if (!would_match(entries[i], layers, wiring)) fail_unmatched(config, i, layers);
    for (std::size_t link = 0; link < plans.size(); ++link) {
      if (matches(entries[i], plans[link])) apply(entries[i], laws[link]);
    }
  }
  for (std::size_t link = 0; link < plans.size(); ++link) {
    if (neurons::is_internal(plans[link].name, wiring)) laws[link] = {};
  }
  return laws;
}

}  // namespace lab
