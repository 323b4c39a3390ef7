// Wiring: the names and ends of all links of a network of one layer, written out, and what must
// hold for deeper ones.
#include "neurons/wiring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace neurons {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using testing::UnorderedElementsAre;

std::vector<std::string> lines(sim::Layer layers, const WiringPlan& plan = {}) {
  std::vector<std::string> out;
  for (const LinkPlan& link : link_plans(layers, plan)) {
    out.push_back(link.name + ": " + link.from + " -> " + link.to);
  }
  return out;
}

TEST(ActorNames, AreInTheOrderOfTheirNumbers) {
  EXPECT_THAT(actor_names(1),
              ElementsAre("source", "feedforward1", "readout", "teacher", "feedback1", "clock"));
  EXPECT_THAT(actor_names(2), ElementsAre("source", "feedforward1", "feedforward2", "readout",
                                          "teacher", "feedback1", "feedback2", "clock"));
}

TEST(LinkPlans, OfOneLayerHaveNoTransport) {
  EXPECT_THAT(
      lines(1),
      UnorderedElementsAre(
          "feedforward.1: source -> feedforward1", "local.1: feedforward1 -> feedback1",
          "deliver.1: feedback1 -> feedforward1", "feedforward.readout: feedforward1 -> readout",
          "feedback.label: teacher -> feedback1", "clock.order.0: clock -> source",
          "clock.report.0: source -> clock", "clock.order.1: clock -> feedforward1",
          "clock.report.1: feedforward1 -> clock", "clock.order.2: clock -> teacher",
          "clock.report.2: teacher -> clock"));
}

TEST(LinkPlans, OfThreeLayersGoUpDownAndAcross) {
  const auto all = lines(3);
  for (const char* line :
       {"feedforward.1: source -> feedforward1", "feedforward.3: feedforward2 -> feedforward3",
        "feedforward.readout: feedforward3 -> readout", "local.2: feedforward2 -> feedback2",
        "deliver.3: feedback3 -> feedforward3", "feedback.label: teacher -> feedback3",
        "feedback.3: feedback3 -> feedback2", "feedback.2: feedback2 -> feedback1",
        "transport.2: feedforward2 -> feedback2", "transport.3: feedforward3 -> feedback3",
        "clock.order.0: clock -> source", "clock.order.3: clock -> feedforward3",
        "clock.order.4: clock -> teacher", "clock.report.4: teacher -> clock"}) {
    EXPECT_THAT(all, Contains(line));
  }
  // up 3, across 3, back 3, down 2, transport 2, readout, label, clock 2 * 5
  EXPECT_EQ(all.size(), 25u);
}

TEST(LinkPlans, OfAClockAtEveryLayerHaveTokensBetweenNeighboursAndForTheLabel) {
  const WiringPlan per_layer{.clock = {.per_layer = true}};
  EXPECT_THAT(actor_names(1, per_layer), ElementsAre("source", "feedforward1", "readout", "teacher",
                                                     "feedback1", "clock0", "clock1", "clock2"));
  const auto all = lines(1, per_layer);
  for (const char* line :
       {"clock.order.0: clock0 -> source", "clock.report.1: feedforward1 -> clock1",
        "clock.order.2: clock2 -> teacher", "clock.token.1.up: clock0 -> clock1",
        "clock.token.1.down: clock1 -> clock0", "clock.token.2.up: clock1 -> clock2",
        "clock.token.2.down: clock2 -> clock1", "clock.token.label: clock0 -> clock2"}) {
    EXPECT_THAT(all, Contains(line));
  }
  EXPECT_EQ(all.size(), lines(1).size() + 5);
}

TEST(LinkPlans, AtASharedSiteBothHalvesAreOnePopulation) {
  const WiringPlan shared{.site = FeedbackSite::kShared};
  EXPECT_THAT(actor_names(2, shared),
              ElementsAre("source", "population1", "population2", "readout", "teacher", "clock"));
  const auto all = lines(2, shared);
  for (const char* line :
       {"local.2: population2 -> population2", "deliver.1: population1 -> population1",
        "feedback.2: population2 -> population1", "feedforward.2: population1 -> population2",
        "feedback.label: teacher -> population2", "clock.order.1: clock -> population1"}) {
    EXPECT_THAT(all, Contains(line));
  }
  EXPECT_EQ(all.size(), lines(2).size());
  EXPECT_TRUE(is_internal("local.1", shared));
  EXPECT_TRUE(is_internal("deliver.2", shared));
  EXPECT_FALSE(is_internal("transport.2", shared));
  EXPECT_FALSE(is_internal("local.1", {}));
}

TEST(LinkPlans, OfAClockThatGivesOutStakesBringThemBackFromEverybody) {
  const auto all = lines(2, {.clock = {.stakes = true}});
  for (const char* line : {"clock.stake.1: feedback1 -> clock", "clock.stake.2: feedback2 -> clock",
                           "clock.stake.readout: readout -> clock"}) {
    EXPECT_THAT(all, Contains(line));
  }
  EXPECT_EQ(all.size(), lines(2).size() + 3);
}

TEST(LinkPlans, OfDirectCreditLeadFromTheTopToEveryLayer) {
  const auto all = lines(4, {.transport = false, .direct = true});
  for (const char* line :
       {"feedback.label: teacher -> feedback4", "feedback.4: feedback4 -> feedback3",
        "feedback.3: feedback4 -> feedback2", "feedback.2: feedback4 -> feedback1",
        "deliver.1: feedback1 -> feedforward1"}) {
    EXPECT_THAT(all, Contains(line));
  }
  EXPECT_EQ(all.size(), lines(4).size() - 3) << "nothing is transported";
  EXPECT_THAT(lines(2, {.site = FeedbackSite::kShared, .direct = true}),
              Contains("feedback.2: population2 -> population1"));
}

TEST(WiringPlanOf, HasTransportWhereWeightsAreNeeded) {
  const auto plan = [](RuleKind kind) { return wiring_plan({}, FeedbackSite::kShared, {kind}); };
  for (const RuleKind kind : {RuleKind::kBp, RuleKind::kGait, RuleKind::kSignSymmetry}) {
    EXPECT_TRUE(plan(kind).transport);
    EXPECT_FALSE(plan(kind).direct);
  }
  for (const RuleKind kind : {RuleKind::kFa, RuleKind::kTopLayerOnly, RuleKind::kDfa}) {
    EXPECT_FALSE(plan(kind).transport);
    EXPECT_EQ(plan(kind).direct, kind == RuleKind::kDfa);
    EXPECT_EQ(plan(kind).site, FeedbackSite::kShared);
  }
}

class LinkPlansOfAnyDepth : public testing::TestWithParam<sim::Layer> {};
INSTANTIATE_TEST_SUITE_P(Layers, LinkPlansOfAnyDepth, testing::Values(1, 2, 3, 10));

TEST_P(LinkPlansOfAnyDepth, NameEveryLinkOnce) {
  std::set<std::string> names;
  for (const LinkPlan& link : link_plans(GetParam())) names.insert(link.name);
  EXPECT_EQ(names.size(), link_plans(GetParam()).size());
  EXPECT_THAT(names, Not(Contains("transport.1")));
  EXPECT_THAT(names, Not(Contains("feedback.1")));
}

TEST_P(LinkPlansOfAnyDepth, ConnectKnownActorsAndLeaveNobodyOut) {
  const auto names = actor_names(GetParam());
  std::set<std::string> connected;
  for (const LinkPlan& link : link_plans(GetParam())) {
    EXPECT_THAT(names, Contains(link.from)) << link.name;
    EXPECT_THAT(names, Contains(link.to)) << link.name;
    EXPECT_NE(link.from, link.to) << link.name;
    connected.insert(link.from);
    connected.insert(link.to);
  }
  EXPECT_EQ(connected.size(), names.size());
}

}  // namespace
}  // namespace neurons
