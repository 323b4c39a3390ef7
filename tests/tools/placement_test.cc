// Which rank runs which actor: what stays together, what is balanced, and what may be asked for.
#include "tools/lab/ranks/placement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "protocols/bad_input.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

// Every link but those in `instant` takes 10 us, those of clocks 1 us.
struct Case {
  std::vector<neurons::Index> widths = {10, 10, 10, 10, 10};
  neurons::WiringPlan wiring = {};
  std::vector<std::string> instant = {};
  PlacementOptions options = {.ranks = 2, .batch = 4};

  sim::Layer layers() const { return static_cast<sim::Layer>(widths.size()) - 1; }
  std::vector<std::string> names() const { return neurons::actor_names(layers(), wiring); }

  std::vector<sim::Reach> links() const {
    std::map<std::string, sim::ActorId> ids;
    std::uint32_t number = 0;
    for (const std::string& name : names()) ids[name] = sim::ActorId{number++};
    std::vector<sim::Reach> out;
    for (const neurons::LinkPlan& link : neurons::link_plans(layers(), wiring)) {
      const bool now = std::find(instant.begin(), instant.end(), link.name) != instant.end();
      const std::int64_t ns = link.name.starts_with("clock.") ? 1000 : 10000;
      out.push_back({ids.at(link.from), ids.at(link.to), {now ? 0 : ns}});
    }
    return out;
  }

  std::map<std::string, std::size_t> placed(
      neurons::RuleKind rule = neurons::RuleKind::kGait) const {
    neurons::NetworkOptions network;
    network.rule.kind = rule;
    network.widths = widths;
    network.optimizer = neurons::AdamOptions{};
    const Placement found = place(network, wiring, links(), options);
    std::map<std::string, std::size_t> out;
    for (std::size_t i = 0; i < found.rank_of.size(); ++i) out[names()[i]] = found.rank_of[i];
    return out;
  }
};

TEST(Placement, OfOneRankIsThere) {
  Case one;
  one.options.ranks = 1;
  for (const auto& [name, rank] : one.placed()) EXPECT_EQ(rank, 0u) << name;
}

TEST(Placement, CutsEqualLayersInTheMiddle) {
  const auto placed = Case{}.placed();
  for (const char* on_0 : {"source", "teacher", "readout", "clock", "feedforward1", "feedforward2",
                           "feedback1", "feedback2"}) {
    EXPECT_EQ(placed.at(on_0), 0u) << on_0;
  }
  for (const char* on_1 : {"feedforward3", "feedforward4", "feedback3", "feedback4"}) {
    EXPECT_EQ(placed.at(on_1), 1u) << on_1;
  }
}

TEST(Placement, BalancesWorkAndNotLayers) {
  Case tower{.widths = {40, 40, 10, 10, 10}};
  const auto placed = tower.placed();
  EXPECT_EQ(placed.at("feedforward1"), 0u);
  EXPECT_EQ(placed.at("feedforward2"), 1u);
}

// By bp 28 n^2 flops in layer 1 and 36 n^2 in others: 288 on either side of layer 3, so that the
// slowest rank is the same whichever side it is cut from. One unit crosses below it, ten above.
TEST(Placement, CutsWhereFewBytesCrossIfWorkIsTheSame) {
  Case tie{.widths = {3, 3, 1, 10, 2, 2}};
  const auto placed = tie.placed(neurons::RuleKind::kBp);
  EXPECT_EQ(placed.at("feedforward2"), 0u);
  EXPECT_EQ(placed.at("feedforward3"), 1u);
}

TEST(Placement, ClocksOfLayersStayWithThem) {
  Case local{.wiring = {.clock = {.per_layer = true}}};
  const auto placed = local.placed();
  EXPECT_EQ(placed.at("clock0"), 0u);
  EXPECT_EQ(placed.at("clock2"), 0u);
  EXPECT_EQ(placed.at("clock3"), 1u);
  EXPECT_EQ(placed.at("clock5"), 0u) << "the teacher's";
}

TEST(Placement, KeepsTogetherWhatHasNoDelayBetween) {
  Case joined{.instant = {"feedforward.2", "feedforward.3", "feedforward.4"}};
  const auto placed = joined.placed();
  EXPECT_EQ(placed.at("feedforward1"), placed.at("feedforward4"));
  EXPECT_EQ(placed.at("feedback1"), placed.at("feedback4")) << "halves of a layer";
}

TEST(Placement, SaysWhenRanksAreIdle) {
  neurons::NetworkOptions network;
  network.widths = {10, 10};
  network.optimizer = neurons::AdamOptions{};
  Case one{.widths = network.widths};
  const Placement found = place(network, {}, one.links(), {.ranks = 3, .batch = 1});
  EXPECT_THAT(found.remark, HasSubstr("2 of 3 ranks have nothing to do"));
}

TEST(Placement, MoreRanksThanLayersIsNoError) {
  Case many;
  many.options.ranks = 9;
  EXPECT_EQ(many.placed().at("source"), 0u);
}

TEST(Placement, DoesWhatIsWanted) {
  Case wanted;
  wanted.options.wanted = {"feedback*=1", "feed*2=0"};
  const auto placed = wanted.placed();
  EXPECT_EQ(placed.at("feedback1"), 1u);
  EXPECT_EQ(placed.at("feedback2"), 0u) << "the last wish counts";
  EXPECT_EQ(placed.at("feedforward1"), 0u);
}

TEST(Placement, WhoHasNoDelayToSomebodyWantedElsewhereGoesWithThem) {
  Case wanted{.instant = {"local.1"}};
  wanted.options.wanted = {"feedback1=1"};
  EXPECT_EQ(wanted.placed().at("feedforward1"), 1u);
}

TEST(Placement, RefusesToTearApartWhatHasNoDelayBetween) {
  Case torn{.instant = {"local.1"}};
  torn.options.wanted = {"feedback1=1", "feedforward1=0"};
  EXPECT_THAT([&] { torn.placed(); }, ThrowsMessage<protocols::BadInput>(
                                          HasSubstr("tears apart feedforward1 and feedback1")));
  Case from_the_source{.instant = {"feedforward.1"}};
  from_the_source.options.wanted = {"feedforward1=1"};
  EXPECT_THAT([&] { from_the_source.placed(); },
              ThrowsMessage<protocols::BadInput>(HasSubstr("give the links between them a delay")));
}

TEST(Placement, RefusesWhatIsNoWish) {
  for (const auto& [text, problem] :
       std::map<std::string, std::string>{{"feedback1", "is no placement"},
                                          {"=1", "is no placement"},
                                          {"feedback1=", "is no placement"},
                                          {"feedback1=one", "is no placement"},
                                          {"feedback1=2", "there is no rank 2"},
                                          {"feedbak1=1", "matches no actor"},
                                          {"teacher=1", "teacher runs on rank 0"}}) {
    Case wrong;
    wrong.options.wanted = {text};
    EXPECT_THAT([&] { wrong.placed(); }, ThrowsMessage<protocols::BadInput>(HasSubstr(problem)))
        << text;
  }
}

}  // namespace
}  // namespace lab
