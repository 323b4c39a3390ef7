#include "tools/lab/setup/clock_plan.h"

#include <fmt/format.h>

#include "protocols/duration.h"
#include "tools/lab/clock/clock_fault.h"
#include "tools/lab/plugin/plugin_clock.h"
#include "tools/lab/remote/remote_clock.h"
#include "tools/lab/setup/clock_options.h"
#include "tools/lab/setup/rest_of.h"

namespace lab {
namespace {

using Given = std::vector<std::pair<std::string, std::string>>;

template <class Parameters>
Given given(const Parameters& parameters) {
  Given out;
  for (const auto& parameter : parameters) out.push_back({parameter.name(), parameter.value()});
  return out;
}

ClockPlan shipped_plan(const sim::ClockOptions& options) {
  const sim::ClockInfo& info = sim::info_of(options);
  return {.name = std::string(info.name),
          .text = std::string(info.text),
          .library_digest = {},
          .traits = info.traits,
          .parameters = {},
          .in_flight = [options](sim::Layer layers) { return sim::in_flight_of(options, layers); },
          .make = [options](const auto&) { return sim::make_clock(options); }};
}

std::string hint_for(const std::string& library) {
  if (library.find('/') != std::string::npos) return "the path begins at the current folder";
  return "without a slash it is searched for like a system's; in this folder it is ./" + library;
}

PluginLibrary library_of(const protocols::Plugin& plugin) {
  try {
    return PluginLibrary(plugin.library());
  } catch (const protocols::BadInput& problem) {
    throw ClockFault("clock.plugin.library", problem.what(), hint_for(plugin.library()));
  }
}

ClockPlan plugin_plan(const protocols::Plugin& plugin) {
  const PluginLibrary library = library_of(plugin);
  const auto values = plugin_values(library.plugin(), library.title(), given(plugin.parameter()));
  const auto make = [library, values] { return std::make_unique<PluginClock>(library, values); };
  try {
    make();  // whether it takes the values
  } catch (const protocols::BadInput& problem) {
    throw ClockFault("clock.plugin", problem.what());
  }
  Given parameters;
  for (const PluginValue& value : values) parameters.push_back({value.name, value.text});
  return {.name = library.title(),
          .text = std::string(library.info().text),
          .library_digest = library.digest(),
          .traits = library.info().traits,
          .parameters = parameters,
          .in_flight = [make](sim::Layer layers) { return make()->in_flight(layers); },
          .make = [make](const auto&) { return make(); }};
}

// Its name and text are known when it has been called, and that is part of the run.
ClockPlan remote_plan(const protocols::Experiment& experiment) {
  const protocols::Remote& remote = experiment.clock().remote();
  const auto time = [](const std::string& text) {
    return std::chrono::nanoseconds(protocols::parse_duration_ns(text));
  };
  const RemoteClock::Options options{
      .remote = {.address_text = remote.address(),
                 .address = protocols::parse_address(remote.address()),
                 .connect_timeout = time(remote.connect_timeout()),
                 .reply_timeout = time(remote.reply_timeout())},
      .seed = experiment.seed(),
      .parameters = given(remote.parameter())};
  return {.name = "remote " + remote.address(),
          .text = "A clock in another process, which says what it is when the run starts.",
          .library_digest = {},
          .traits = {},
          .parameters = options.parameters,
          .in_flight = [](sim::Layer) { return std::size_t{1}; },
          .make =
              [options](const sim::Topology& topology) {
                return std::make_unique<RemoteClock>(options, topology);
              }};
}

}  // namespace

namespace {

ClockPlan plan_without_rest(const protocols::Experiment& experiment) {
  const protocols::Clock& clock = experiment.clock();
  if (clock.has_plugin()) return plugin_plan(clock.plugin());
  if (clock.has_remote()) return remote_plan(experiment);
  return shipped_plan(clock_options(experiment));
}

}  // namespace

ClockPlan clock_plan(const protocols::Experiment& experiment) {
  ClockPlan plan = plan_without_rest(experiment);
  const auto rest = rest_of(experiment);
  if (!rest) return plan;
  if (plan.traits.per_layer) {
    throw ClockFault("clock.rest", "is not granted by a clock with an instance at every layer");
  }
  plan.make = [make = plan.make, rest = *rest](const sim::Topology& topology) {
    return std::make_unique<sim::RestingClock>(make(topology), rest);
  };
  return plan;
}

ClockPlan clock_plan(const protocols::Config& config) {
  try {
    return clock_plan(config.experiment());
  } catch (const ClockFault& fault) {
    config.fail(fault.path(), fault.what(), fault.hint());
  }
}

}  // namespace lab
