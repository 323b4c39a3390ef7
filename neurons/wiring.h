// Who is connected to whom, as data. Which clocks and clock links there are depends on the scheme;
// everything else is the same under every clock.
#pragma once

#include <string>
#include <vector>

#include "neurons/rules.h"
#include "sim/phase_clock.h"

namespace neurons {

// Where feedback lives: in populations of its own, or on the very units of the feedforward ones, in
// another compartment.
enum class FeedbackSite { kSeparate, kShared };

// What the wiring depends on beside the number of layers.
struct WiringPlan {
  sim::ClockTraits clock = {};
  FeedbackSite site = FeedbackSite::kSeparate;
  bool transport = true;  // weights move to the feedback populations
  bool direct = false;    // credit goes from the top feedback population to every other one
};
WiringPlan wiring_plan(const sim::ClockTraits& clock, FeedbackSite site, const RuleOptions& rule);

// "feedforward.3" from "feedforward2" to "feedforward3". Names of links have a dot.
struct LinkPlan {
  std::string name, from, to;
};

// Actor names, in the order of their numbers:
//   source, feedforward1 .. feedforwardL, readout, teacher, feedback1 .. feedbackL, then clock
//   or, of a scheme with an instance at every layer, clock0 .. clock(L + 1)
// Of a shared site: population1 .. populationL instead of feedforward and feedback.
std::vector<std::string> actor_names(sim::Layer layers, const WiringPlan& plan = {});

// Links, in the order of their numbers. feedback.<l> leads to feedback l - 1: from feedback l or,
// of direct credit, from feedback L. transport.1 does not exist: layer 1 needs no way down.
// clock.order.0 and clock.report.0 are the source's, those of L + 1 the teacher's. Instances send
// each other tokens by clock.token.<l>.up, from that of layer l - 1 to that of l,
// clock.token.<l>.down back, and clock.token.label from the source's to the teacher's. Stakes come
// back from those who else report nothing by clock.stake.<l>, of feedback l, and
// clock.stake.readout. At a shared site local.<l> and deliver.<l> lead from a population to itself.
std::vector<LinkPlan> link_plans(sim::Layer layers, const WiringPlan& plan = {});

// Links within the units of one population: there is no way, and so no delay or fault.
bool is_internal(const std::string& link, const WiringPlan& plan);

}  // namespace neurons
