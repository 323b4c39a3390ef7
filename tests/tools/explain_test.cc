// The order of events that `explain` tells is that of the config: its clock, its depth, its rule.
#include "tools/lab/explain/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "neurons/rules.h"
#include "sim/clocks/catalogue.h"
#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Json facts_of(const Overrides& overrides) {
  return explain(protocols::parse_config(kTiny, "test.textproto", overrides), kGolden);
}

const std::string kNone = "no such line";

// The line of the order of events that begins so, without its beginning.
std::string line(const std::string& name, const Overrides& overrides) {
  const Json facts = facts_of(overrides);
  for (const std::string text : facts["order_of_events"]) {
    if (text.starts_with(name + ": ")) return text.substr(name.size() + 2);
  }
  return kNone;
}

std::string clock_named(std::string_view name) { return "clock." + std::string(name) + "={}"; }
std::string rule_named(std::string_view name) { return "rule." + std::string(name) + "={}"; }
std::string of_depth(int layers) {
  return "network.square={hidden_layers: " + std::to_string(layers - 1) + "}";
}

TEST(OrderOfEvents, HasTheWordsOfEveryClock) {
  std::set<std::string> told;
  for (const sim::ClockInfo& clock : sim::shipped_clocks()) {
    const Overrides overrides = {clock_named(clock.name)};
    const auto ends_with = [](std::string_view words) {
      return testing::EndsWith(", " + std::string(words));
    };
    EXPECT_THAT(line("infer", overrides), ends_with(clock.orders.infer));
    EXPECT_THAT(line("target", overrides), ends_with(clock.orders.target));
    EXPECT_THAT(line("learn", overrides), ends_with(clock.orders.learn));
    EXPECT_EQ(line("samples", overrides), clock.orders.samples);
    told.insert(facts_of(overrides)["order_of_events"].dump());
  }
  EXPECT_EQ(told.size(), sim::shipped_clocks().size());  // no two are the same
}

// What stands between backquotes.
std::vector<std::string> quoted(std::string_view words) {
  std::vector<std::string> out;
  for (std::size_t from = 0; (from = words.find('`', from)) != std::string_view::npos;) {
    const std::size_t to = words.find('`', from + 1);
    out.emplace_back(words.substr(from + 1, to - from - 1));
    if (to == std::string_view::npos) break;
    from = to + 1;
  }
  return out;
}

TEST(OrderOfEvents, NamesParametersThatTheClockHas) {
  std::size_t seen = 0;
  for (const sim::ClockInfo& clock : sim::shipped_clocks()) {
    const sim::ClockOrders& orders = clock.orders;
    for (const std::string_view part :
         {orders.infer, orders.target, orders.learn, orders.samples}) {
      EXPECT_FALSE(part.empty()) << clock.name;
      for (const std::string& name : quoted(part)) {
        ++seen;
        const auto named = [&](const sim::Parameter& p) { return p.name == name; };
        EXPECT_TRUE(std::ranges::any_of(clock.parameters, named)) << clock.name << ": " << part;
      }
    }
  }
  EXPECT_GT(seen, 10U);
}

TEST(OrderOfEvents, HasNoCentralClockWhereThereIsNone) {
  for (const sim::ClockInfo& clock : sim::shipped_clocks()) {
    const Overrides overrides = {clock_named(clock.name)};
    const bool central = !clock.traits.per_layer;
    EXPECT_THAT(line("infer", overrides),
                HasSubstr(central ? "clock -> source," : "clock0 -> source,"));
    EXPECT_THAT(line("target", overrides),
                HasSubstr(central ? "clock -> teacher," : "clock4 -> teacher,"));
    EXPECT_THAT(line("learn", overrides),
                HasSubstr(central ? "clock -> every layer," : "clock1 .. clock3 -> their layers,"));
  }
  EXPECT_THAT(line("learn", {"clock.free={}", of_depth(1)}), HasSubstr("clock1 -> its layer,"));
}

TEST(OrderOfEvents, IsUpToAClockFromOutside) {
  const Overrides remote = {"clock={remote {address: \"./none\"}}"};
  EXPECT_EQ(line("infer", remote), "clock -> source, when it decides to");
  EXPECT_THAT(line("samples", remote), HasSubstr("up to the clock"));
}

TEST(OrderOfEvents, GoesThroughAsManyLayersAsThereAre) {
  const auto ways = [](int layers, const Overrides& more) {
    const std::string up = line("activity", Overrides{of_depth(layers)} + more);
    const std::string down = line("errors", Overrides{of_depth(layers)} + more);
    return std::vector{up.substr(0, up.find(';')), down.substr(0, down.find(';'))};
  };
  EXPECT_THAT(ways(1, {}), ElementsAre("0 -> 1 -> readout", "teacher -> feedback 1"));
  EXPECT_THAT(ways(2, {}), ElementsAre("0 -> 1 -> 2 -> readout", "teacher -> feedback 2 -> 1"));
  EXPECT_THAT(ways(3, {}),
              ElementsAre("0 -> 1 -> 2 -> 3 -> readout", "teacher -> feedback 3 -> 2 -> 1"));
  EXPECT_THAT(ways(4, {}),
              ElementsAre("0 -> 1 -> .. -> 4 -> readout", "teacher -> feedback 4 -> 3 -> .. -> 1"));
  const auto straight = [&](int layers) { return ways(layers, {"rule.dfa={}"})[1]; };
  EXPECT_EQ(straight(1), "teacher -> feedback 1");
  EXPECT_EQ(straight(2), "teacher -> feedback 2 -> 1");
  EXPECT_EQ(straight(3), "teacher -> feedback 3 -> each of 2, 1");
  EXPECT_EQ(straight(4), "teacher -> feedback 4 -> each of 3 .. 1");
}

TEST(OrderOfEvents, SaysWhatGoesDown) {
  EXPECT_THAT(line("targets", {"feedback.payload=ABSOLUTE"}), HasSubstr("-> 2 -> 1; each"));
  EXPECT_THAT(line("errors", {"rule.top_layer_only={}"}), HasSubstr("-> 1, zero below the top;"));
  EXPECT_THAT(line("weights", {"rule.top_layer_only={}"}), HasSubstr("only those of the top"));
}

TEST(OrderOfEvents, HasWeightsTravelWhereTheyDo) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    for (const int layers : {1, 2, 3}) {
      const Overrides overrides =
          Overrides{rule_named(rule.name), of_depth(layers), "run={steps: 2}"} +
          rest_for(rule.name);
      const TemporaryFolder out;
      const Json sent = run_tiny(out.path(), overrides).summary["messages"];
      EXPECT_EQ(line("transport", overrides) != kNone, sent.contains("weight_transport"))
          << rule.name << ", " << layers << " layers";
    }
  }
  EXPECT_EQ(line("transport", {of_depth(2)}),
            "weights of layer 2 -> feedback 2, at the start and after every change");
  EXPECT_THAT(line("transport", {of_depth(3)}), HasSubstr("layers 2 .. 3 -> feedback 2 .. 3,"));
  const Overrides learned = {"feedback.inverse.learned={}", "clock.rest={before: 20}"};
  EXPECT_EQ(line("transport", learned), kNone);
}

TEST(OrderOfEvents, SaysWhatKolenAndPollackSend) {
  const Overrides rule = {"rule.kolen_pollack={}"};
  EXPECT_THAT(line("coincidences", rule), HasSubstr("layers 2 .. 3 -> feedback 2 .. 3, whose own"));
  EXPECT_EQ(line("coincidences", rule + Overrides{of_depth(1)}), kNone);
}

TEST(OrderOfEvents, DependsOnUnitsAndOnHowTheyLearn) {
  EXPECT_THAT(line("weights", {"learning.mismatch=LEARN"}), HasSubstr("or the newest it has"));
  EXPECT_THAT(line("weights", {}), HasSubstr("change if it has activity and target"));
  EXPECT_THAT(line("activity", {"neurons.feedback_site=SHARED"}), HasSubstr("compartment"));
  const Overrides leaky = {"dynamics.leaky={}", "learning.continuous={}", "optimizer.sgd={}"};
  EXPECT_THAT(line("activity", leaky), HasSubstr("whenever their units have moved"));
  EXPECT_THAT(line("weights", leaky), HasSubstr("`at_most`"));
  EXPECT_THAT(line("transport", leaky), HasSubstr("when that is over"));
  EXPECT_THAT(facts_of({"mode.wall={}"})["order_of_events"].dump(),
              HasSubstr("whatever order they happen"));
}

TEST(OrderOfEvents, HasPausesForRest) {
  EXPECT_EQ(line("rest", {}), kNone);
  EXPECT_EQ(line("rest", {"clock.rest={}"}), kNone);  // none is granted
  EXPECT_THAT(line("rest", {"clock.rest={before: 20}"}), HasSubstr(", before the first sample;"));
  EXPECT_THAT(line("rest", {"clock.rest={before: 20 every_samples: 5}"}),
              HasSubstr("before the first sample, and after every 5 samples;"));
}

TEST(OrderOfEvents, IsTheSameInTheText) {
  const Json facts = facts_of({"clock.free={}"});
  const std::string text = explanation_text(facts);
  for (const std::string event : facts["order_of_events"]) {
    EXPECT_THAT(text, HasSubstr("\n  " + event + "\n"));
  }
}

TEST(ExplainedRule, HasAPayloadWhereThatHasAnEffect) {
  for (const neurons::RuleInfo& rule : neurons::shipped_rules()) {
    const Json facts = facts_of(Overrides{rule_named(rule.name), "feedback.payload=DIFFERENCE"} +
                                rest_for(rule.name));
    const bool ignored = facts["without_effect"].dump().find("\"feedback") != std::string::npos;
    EXPECT_EQ(facts["rule"]["payload"].is_null(), ignored) << rule.name;
    const bool shown = explanation_text(facts).find("(feedback carries") != std::string::npos;
    EXPECT_EQ(shown, !ignored) << rule.name;
  }
  EXPECT_EQ(facts_of({"feedback.payload=ABSOLUTE"})["rule"]["payload"], "ABSOLUTE");
  EXPECT_EQ(facts_of({"rule.bp={}"})["rule"]["payload"], nullptr);
}

TEST(ExplainedRule, OfOneLayerLearnsNoFeedbackAtRest) {
  const Overrides dtp = {"rule.dtp={}", "clock.rest={before: 20}"};
  EXPECT_EQ(facts_of(dtp)["learns_at_rest"].size(), 1U);
  EXPECT_TRUE(facts_of(dtp + Overrides{of_depth(1)})["learns_at_rest"].empty());
}

TEST(ExplainedLocality, NamesTheTransportLinksThatThereAre) {
  const auto first = [](int layers) { return facts_of({of_depth(layers)})["non_local"].dump(); };
  EXPECT_THAT(first(1), Not(HasSubstr("transport")));
  EXPECT_THAT(first(2), HasSubstr("\"transport.2: every update"));
  EXPECT_THAT(first(3), HasSubstr("\"transport.2 .. transport.3: every update"));
}

}  // namespace
}  // namespace lab
