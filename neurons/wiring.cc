#include "neurons/wiring.h"

namespace neurons {
namespace {

std::string numbered(const char* name, sim::Layer layer) { return name + std::to_string(layer); }

std::string forward(sim::Layer layer, sim::Layer layers) {
  if (layer == 0) return "source";
  return layer <= layers ? numbered("feedforward", layer) : "readout";
}

void add_layer(sim::Layer layer, sim::Layer layers, std::vector<LinkPlan>& out) {
  const std::string here = numbered("feedforward", layer), back = numbered("feedback", layer);
  out.push_back({numbered("feedforward.", layer), forward(layer - 1, layers), here});
  out.push_back({numbered("local.", layer), here, back});
  out.push_back({numbered("deliver.", layer), back, here});
  if (layer == 1) return;
  out.push_back({numbered("feedback.", layer), back, numbered("feedback", layer - 1)});
  out.push_back({numbered("transport.", layer), here, back});
}

std::string clock_of(sim::Layer layer, sim::ClockTraits clock) {
  return clock.per_layer ? numbered("clock", layer) : "clock";
}

void add_clock(sim::Layer layers, sim::ClockTraits clock, std::vector<LinkPlan>& out) {
  for (sim::Layer layer = 0; layer <= layers + 1; ++layer) {
    const std::string who = layer <= layers ? forward(layer, layers) : "teacher";
    out.push_back({numbered("clock.order.", layer), clock_of(layer, clock), who});
    out.push_back({numbered("clock.report.", layer), who, clock_of(layer, clock)});
  }
}

void add_tokens(sim::Layer layers, std::vector<LinkPlan>& out) {
  for (sim::Layer layer = 1; layer <= layers + 1; ++layer) {
    const std::string lower = numbered("clock", layer - 1), upper = numbered("clock", layer);
    out.push_back({numbered("clock.token.", layer) + ".up", lower, upper});
    out.push_back({numbered("clock.token.", layer) + ".down", upper, lower});
  }
  out.push_back({"clock.token.label", "clock0", numbered("clock", layers + 1)});
}

void add_stakes(sim::Layer layers, std::vector<LinkPlan>& out) {
  for (sim::Layer layer = 1; layer <= layers; ++layer) {
    out.push_back({numbered("clock.stake.", layer), numbered("feedback", layer), "clock"});
  }
  out.push_back({"clock.stake.readout", "readout", "clock"});
}

}  // namespace

std::vector<std::string> actor_names(sim::Layer layers, sim::ClockTraits clock) {
  std::vector<std::string> out{"source"};
  for (sim::Layer l = 1; l <= layers; ++l) out.push_back(numbered("feedforward", l));
  out.insert(out.end(), {"readout", "teacher"});
  for (sim::Layer l = 1; l <= layers; ++l) out.push_back(numbered("feedback", l));
  if (!clock.per_layer) out.push_back("clock");
  for (sim::Layer l = 0; clock.per_layer && l <= layers + 1; ++l) {
    out.push_back(numbered("clock", l));
  }
  return out;
}

std::vector<LinkPlan> link_plans(sim::Layer layers, sim::ClockTraits clock) {
  std::vector<LinkPlan> out;
  for (sim::Layer layer = 1; layer <= layers; ++layer) add_layer(layer, layers, out);
  out.push_back({"feedforward.readout", forward(layers, layers), "readout"});
  out.push_back({"feedback.label", "teacher", numbered("feedback", layers)});
  add_clock(layers, clock, out);
  if (clock.per_layer) add_tokens(layers, out);
  if (clock.stakes) add_stakes(layers, out);
  return out;
}

}  // namespace neurons
