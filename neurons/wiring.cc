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

void add_clock(sim::Layer layers, std::vector<LinkPlan>& out) {
  for (sim::Layer layer = 0; layer <= layers + 1; ++layer) {
    const std::string who = layer <= layers ? forward(layer, layers) : "teacher";
    out.push_back({numbered("clock.order.", layer), "clock", who});
    out.push_back({numbered("clock.report.", layer), who, "clock"});
  }
}

}  // namespace

std::vector<std::string> actor_names(sim::Layer layers) {
  std::vector<std::string> out{"source"};
  for (sim::Layer l = 1; l <= layers; ++l) out.push_back(numbered("feedforward", l));
  out.insert(out.end(), {"readout", "teacher"});
  for (sim::Layer l = 1; l <= layers; ++l) out.push_back(numbered("feedback", l));
  out.push_back("clock");
  return out;
}

std::vector<LinkPlan> link_plans(sim::Layer layers) {
  std::vector<LinkPlan> out;
  for (sim::Layer layer = 1; layer <= layers; ++layer) add_layer(layer, layers, out);
  out.push_back({"feedforward.readout", forward(layers, layers), "readout"});
  out.push_back({"feedback.label", "teacher", numbered("feedback", layers)});
  add_clock(layers, out);
  return out;
}

}  // namespace neurons
