// The times of orders are the clock's to tell: sim/clocks/catalogue.cc has its words.
#include "tools/lab/explain/order_of_events.h"

#include <fmt/format.h>

#include "tools/lab/setup/clock_options.h"

namespace lab {
namespace {

constexpr sim::Layer kMany = 4;  // from so many layers on a way is abbreviated

struct Network {
  const neurons::NetworkOptions& options;
  const neurons::WiringPlan& wiring;

  sim::Layer layers() const { return options.layers(); }
  // Where credit is carried.
  const char* back() const {
    const bool shared = wiring.site == neurons::FeedbackSite::kShared;
    return shared ? "feedback compartment" : "feedback population";
  }
  std::string clock(sim::Layer layer) const {
    return wiring.clock.per_layer ? fmt::format("clock{}", layer) : "clock";
  }
};

sim::ClockOrders orders_of(const protocols::Experiment& experiment) {
  const protocols::Clock& clock = experiment.clock();
  constexpr const char* kUnknown = "when it decides to";
  if (clock.has_plugin() || clock.has_remote()) {
    return {kUnknown, kUnknown, kUnknown,
            "what may be under way at the same time is up to the clock"};
  }
  return sim::info_of(clock_options(experiment)).orders;
}

// "0 -> 1 -> 2"
std::string way(sim::Layer from, sim::Layer to, sim::Layer layers) {
  const sim::Layer step = from < to ? 1 : -1;
  if (layers >= kMany) return fmt::format("{} -> {} -> .. -> {}", from, from + step, to);
  std::string out = std::to_string(from);
  for (sim::Layer layer = from; layer != to;) out += fmt::format(" -> {}", layer += step);
  return out;
}

// From the top feedback population: from each to the next, or from there to each.
std::string way_down(const Network& network) {
  const sim::Layer top = network.layers();
  if (!network.wiring.direct || top < 3) return way(top, 1, top);
  return fmt::format("{} -> each of {}{} 1", top, top - 1, top < kMany ? "," : " ..");
}

std::string activity(const Network& network) {
  const bool leaky = std::holds_alternative<neurons::LeakyDynamics>(network.options.dynamics);
  return fmt::format("activity: {} -> readout; each layer tells its {}{}",
                     way(0, network.layers(), network.layers()), network.back(),
                     leaky ? "; all speak whenever their units have moved" : "");
}

std::string credit(const Network& network) {
  const neurons::RuleOptions& rule = network.options.rule;
  const bool none = neurons::way_down_of(rule) == neurons::WayDownKind::kNone;
  const bool absolute = neurons::coding_of(rule) == neurons::Coding::kAbsolute;
  return fmt::format(
      "{}: teacher -> feedback {}{}; each {} waits for the activity of its layer, and delivers to "
      "it",
      absolute ? "targets" : "errors", way_down(network),
      none && network.layers() > 1 ? ", zero below the top" : "", network.back());
}

std::string who_learns(const Network& network, const sim::ClockOrders& orders) {
  const sim::Layer top = network.layers();
  std::string who = "clock -> every layer";
  if (network.wiring.clock.per_layer) {
    who = top == 1 ? "clock1 -> its layer" : fmt::format("clock1 .. clock{} -> their layers", top);
  }
  return fmt::format("learn: {}, {}", who, orders.learn);
}

std::string weights(const Network& network) {
  const neurons::NetworkOptions& options = network.options;
  const bool top_only =
      options.rule.kind == neurons::RuleKind::kTopLayerOnly && network.layers() > 1;
  const bool reject = options.mismatch == neurons::Mismatch::kReject;
  return fmt::format("weights: {} change {}{}",
                     top_only ? "only those of the top layer" : "those of a layer",
                     reject ? "if it has activity and target of the sample"
                            : "by activity and target of the sample, or the newest it has",
                     options.continuous ? ", until another comes or `at_most` has passed" : "");
}

// "layers 2 .. 3 -> feedback 2 .. 3": those that somebody goes down through.
std::string across(sim::Layer top) {
  if (top == 2) return "layer 2 -> feedback 2";
  return fmt::format("layers 2 .. {0} -> feedback 2 .. {0}", top);
}

// What leaves a layer that has learned. Empty: nothing does.
std::string transport(const Network& network) {
  if (network.layers() == 1) return "";
  const std::string where = across(network.layers());
  if (network.wiring.transport) {
    return fmt::format("transport: weights of {}, at the start and {}", where,
                       network.options.continuous ? "when that is over" : "after every change");
  }
  if (network.options.rule.kind != neurons::RuleKind::kKolenPollack) return "";
  return fmt::format("coincidences: {}, whose own weights change likewise", where);
}

// Empty: nobody rests.
std::string rest(const protocols::Rest& rest) {
  const bool later = rest.every_samples() > 0 && rest.rounds() > 0;
  std::string when = rest.before() > 0 ? "before the first sample" : "";
  if (later && !when.empty()) when += ", and ";
  if (later) when += fmt::format("after every {} samples", rest.every_samples());
  if (when.empty()) return "";
  return fmt::format("rest: clock -> every layer, {}; the next sample waits for the end of it",
                     when);
}

std::string of_one_time(const protocols::Mode& mode) {
  if (mode.has_wall()) return "events of one time come in whatever order they happen";
  return "events of one time are ordered by receiver, sender, and how many the sender had sent";
}

}  // namespace

std::vector<std::string> order_of_events(const protocols::Experiment& experiment,
                                         const neurons::NetworkOptions& options,
                                         const neurons::WiringPlan& wiring) {
  const Network network{options, wiring};
  const sim::ClockOrders orders = orders_of(experiment);
  const sim::Layer teacher = network.layers() + 1;
  std::vector<std::string> out = {
      fmt::format("infer: {} -> source, {}", network.clock(0), orders.infer),
      activity(network),
      fmt::format("target: {} -> teacher, {}", network.clock(teacher), orders.target),
      credit(network),
      who_learns(network, orders),
      weights(network),
      transport(network),
      fmt::format("samples: {}", orders.samples),
      rest(experiment.clock().rest()),
      of_one_time(experiment.mode())};
  std::erase(out, "");
  return out;
}

}  // namespace lab
