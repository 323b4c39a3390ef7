#include "neurons/wiring.h"

namespace neurons {
namespace {

std::string numbered(const char* name, sim::Layer layer) { return name + std::to_string(layer); }

// The names of one network.
class Names {
 public:
  Names(sim::Layer layers, const WiringPlan& plan) : layers_(layers), plan_(plan) {}

  // Of 0 .. L + 1: source, layers, readout.
  std::string forward(sim::Layer layer) const {
    if (layer == 0) return "source";
    if (layer > layers_) return "readout";
    return numbered(shared() ? "population" : "feedforward", layer);
  }
  std::string feedback(sim::Layer layer) const {
    return numbered(shared() ? "population" : "feedback", layer);
  }
  // Who sends credit to the feedback population below this layer.
  std::string above(sim::Layer layer) const { return feedback(plan_.direct ? layers_ : layer); }
  std::string clock(sim::Layer layer) const {
    return plan_.clock.per_layer ? numbered("clock", layer) : "clock";
  }

 private:
  bool shared() const { return plan_.site == FeedbackSite::kShared; }

  sim::Layer layers_;
  WiringPlan plan_;
};

void add_layer(sim::Layer layer, const Names& names, bool transport, std::vector<LinkPlan>& out) {
  const std::string here = names.forward(layer), back = names.feedback(layer);
  out.push_back({numbered("feedforward.", layer), names.forward(layer - 1), here});
  out.push_back({numbered("local.", layer), here, back});
  out.push_back({numbered("deliver.", layer), back, here});
  if (layer == 1) return;
  out.push_back({numbered("feedback.", layer), names.above(layer), names.feedback(layer - 1)});
  if (transport) out.push_back({numbered("transport.", layer), here, back});
}

void add_clock(sim::Layer layers, const Names& names, std::vector<LinkPlan>& out) {
  for (sim::Layer layer = 0; layer <= layers + 1; ++layer) {
    const std::string who = layer <= layers ? names.forward(layer) : "teacher";
    out.push_back({numbered("clock.order.", layer), names.clock(layer), who});
    out.push_back({numbered("clock.report.", layer), who, names.clock(layer)});
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

void add_stakes(sim::Layer layers, const Names& names, std::vector<LinkPlan>& out) {
  for (sim::Layer layer = 1; layer <= layers; ++layer) {
    out.push_back({numbered("clock.stake.", layer), names.feedback(layer), "clock"});
  }
  out.push_back({"clock.stake.readout", "readout", "clock"});
}

}  // namespace

WiringPlan wiring_plan(const sim::ClockTraits& clock, FeedbackSite site, const RuleOptions& rule) {
  return {clock, site, needs_weights(way_down_of(rule)), is_direct(rule)};
}

std::vector<std::string> actor_names(sim::Layer layers, const WiringPlan& plan) {
  const Names names(layers, plan);
  std::vector<std::string> out;
  for (sim::Layer l = 0; l <= layers + 1; ++l) out.push_back(names.forward(l));
  out.push_back("teacher");
  for (sim::Layer l = 1; l <= layers && plan.site == FeedbackSite::kSeparate; ++l) {
    out.push_back(names.feedback(l));
  }
  const sim::Layer clocks = plan.clock.per_layer ? layers + 2 : 1;
  for (sim::Layer l = 0; l < clocks; ++l) out.push_back(names.clock(l));
  return out;
}

std::vector<LinkPlan> link_plans(sim::Layer layers, const WiringPlan& plan) {
  const Names names(layers, plan);
  std::vector<LinkPlan> out;
  for (sim::Layer layer = 1; layer <= layers; ++layer) {
    add_layer(layer, names, plan.transport, out);
  }
  out.push_back({"feedforward.readout", names.forward(layers), "readout"});
  out.push_back({"feedback.label", "teacher", names.feedback(layers)});
  add_clock(layers, names, out);
  if (plan.clock.per_layer) add_tokens(layers, out);
  if (plan.clock.stakes) add_stakes(layers, names, out);
  return out;
}

bool is_internal(const std::string& link, const WiringPlan& plan) {
  return plan.site == FeedbackSite::kShared &&
         (link.starts_with("local.") || link.starts_with("deliver."));
}

}  // namespace neurons
