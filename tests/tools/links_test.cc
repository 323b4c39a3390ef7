// Links from a config to a network: which law each obeys, how that is shown, and that the list of
// `gaitsim links` is the whole list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "neurons/wiring.h"
#include "protocols/resolve.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/explain/explain.h"
#include "tools/lab/explain/link_catalogue.h"
#include "tools/lab/explain/link_rows.h"
#include "tools/lab/setup/link_laws.h"

namespace lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Links of the tiny network, three layers.
std::string law_of(const std::string& link, const Overrides& overrides) {
  const auto config = protocols::parse_config(kTiny, "test.textproto", overrides);
  const auto laws = link_laws(config, 3);
  const auto plans = neurons::link_plans(3);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (plans[i].name == link) return sim::describe(laws[i]);
  }
  return "no such link";
}

TEST(LinkLaws, HaveEveryFieldOfTheConfig) {
  EXPECT_EQ(law_of("local.2", {"link[1]={match: \"local.*\" loss: 0.25 duplicate: 0.5 "
                               "bursts { p_enter: 0.01 p_leave: 0.2 loss_good: 0.001 } "
                               "in_order: true bandwidth: \"10MB/s\" "
                               "down { from: \"1ms\" to: \"2ms\" } down { from: \"3s\" to: \"4s\" }"
                               "}"}),
            "constant 10us, loss 0.25, bursts enter 0.01 leave 0.2 loss 0.001 or 1, duplicate 0.5, "
            "in order, 10MB/s, down 1ms to 2ms, down 3000ms to 4000ms");
}

TEST(LinkLaws, LastMatchWinsFieldByField) {
  const std::string first =
      "link[1]={match: \"local.*\" loss: 0.25 bursts { p_enter: 0.1 p_leave: 0.2 } "
      "in_order: true bandwidth: \"10MB/s\" down { from: \"1ms\" to: \"2ms\" } "
      "down { from: \"3ms\" to: \"4ms\" }}";
  const std::string whole =
      "constant 10us, loss 0.25, bursts enter 0.1 leave 0.2 loss 0 or 1, in order, 10MB/s, "
      "down 1ms to 2ms, down 3ms to 4ms";
  EXPECT_EQ(law_of("local.2", {first}), whole);
  EXPECT_EQ(law_of("deliver.2", {first}), "constant 10us");
  const auto then = [&](const std::string& more) {
    return law_of("local.2", {first, "link[2]={match: \"local.2\" " + more + "}"});
  };
  EXPECT_EQ(then(""), whole);
  EXPECT_THAT(then("bursts { p_enter: 0.5 p_leave: 1 }"), HasSubstr("enter 0.5 leave 1 loss 0"));
  EXPECT_THAT(then("in_order: false"), Not(HasSubstr("in order")));
  EXPECT_THAT(then("bandwidth: \"1kB/s\""), HasSubstr(", 1kB/s,"));
  EXPECT_THAT(then("bandwidth: \"unlimited\""), Not(HasSubstr("B/s")));
  EXPECT_THAT(then("down { from: \"5ms\" to: \"6ms\" }"), HasSubstr("10MB/s, down 5ms to 6ms"));
}

const Overrides kEveryFault = {
    "clock.lockstep={infer: \"80us\" target: \"80us\"}",
    "link[1]={match: \"feed*\" delay { exponential { mean: \"5us\" } } loss: 0.01 duplicate: 0.05 "
    "bursts { p_enter: 0.02 p_leave: 0.5 } in_order: true bandwidth: \"100MB/s\" "
    "down { from: \"1ms\" to: \"1.2ms\" }}",
};

TEST(LinkLaws, OfTransportStayInAConfigWhoseRuleMovesNoWeights) {
  for (const char* rule : {"rule={fa {}}", "rule={dfa {}}", "rule={gait {}}"}) {
    const auto config = protocols::parse_config(
        kTiny, "test.textproto", {rule, "link[1]={match: \"transport.*\" loss: 0.5}"});
    const Json facts = explain(config, kGolden);
    const std::string links = facts["links"].dump(), remarks = facts["without_effect"].dump();
    const bool moves = std::string(rule).find("gait") != std::string::npos;
    EXPECT_EQ(links.find("transport.2") != std::string::npos, moves) << rule;
    EXPECT_EQ(remarks.find("link[1] has no effect") != std::string::npos, !moves) << rule;
  }
}

TEST(ResolvedConfig, WithEveryFaultRunsAgainAsItIs) {
  const TemporaryFolder first, second;
  const Outcome outcome = run_tiny(first.path(), kEveryFault);
  EXPECT_GT(outcome.summary["messages"]["activity"]["lost"], 0);
  const std::string resolved = text_of(first.path() / "config.textproto");
  EXPECT_THAT(resolved, HasSubstr("loss_bad: 1"));
  const Outcome again = run_text(resolved, {}, second.path());
  EXPECT_EQ(fingerprint_of(again), fingerprint_of(outcome));
  EXPECT_EQ(text_of(second.path() / "config.textproto"), resolved);
}

TEST(ExplainedLinks, LookaheadCountsDelaysOnly) {
  const Overrides queued = {
      "link[0]={match: \"*\" delay { constant: \"10us\" } in_order: true bandwidth: \"1kB/s\" "
      "down { from: \"0s\" to: \"1s\" }}"};
  const auto config = protocols::parse_config(kTiny, "test.textproto", queued);
  EXPECT_EQ(explain(config, kGolden)["lookahead_ns"], 10'000);
}

TEST(ExplainedLinks, NeighboursOfOneLawShareALine) {
  EXPECT_EQ(merged({{"up.1", "s", "a1", "x"},
                    {"back.1", "c", "d", "x"},
                    {"up.2", "a1", "a2", "x"},
                    {"back.2", "c", "e", "x"},
                    {"up.3", "a2", "a3", "y"},
                    {"up.4", "a3", "a4", "y"},
                    {"up.last", "a4", "r", "y"}}),
            (std::vector<LinkRow>{{"up.1 .. up.2", "s .. a1", "a1 .. a2", "x"},
                                  {"back.1 .. back.2", "c", "d .. e", "x"},
                                  {"up.3 .. up.4", "a2 .. a3", "a3 .. a4", "y"},
                                  {"up.last", "a4", "r", "y"}}));
  EXPECT_EQ(merged({{"token.1.up", "a", "b", "x"},
                    {"token.1.down", "b", "a", "x"},
                    {"token.2.up", "b", "c", "x"},
                    {"token.2.down", "c", "b", "x"}}),
            (std::vector<LinkRow>{{"token.1.up .. token.2.up", "a .. b", "b .. c", "x"},
                                  {"token.1.down .. token.2.down", "b .. c", "a .. b", "x"}}));
}

TEST(ExplainedLinks, AreAllThereInJsonAndInALineEachWhereTheyDiffer) {
  const auto config = protocols::parse_config(
      kTiny, "test.textproto", {"link[1]={match: \"feedforward.2\" bandwidth: \"10MB/s\"}"});
  const Json facts = explain(config, kGolden);
  EXPECT_EQ(facts["links"].size(), neurons::link_plans(3).size());
  const std::string text = explanation_text(facts);
  EXPECT_THAT(text, HasSubstr("  local.1 .. local.3 "));
  EXPECT_THAT(text, HasSubstr("  feedforward.2 "));
  EXPECT_THAT(text, HasSubstr("constant 10us, 10MB/s\n"));
}

// "feedforward.<l>" of "feedforward.3".
std::string of_any_layer(const std::string& name) {
  const auto first = name.find_first_of("0123456789");
  if (first == std::string::npos) return name;
  const auto end = name.find_first_not_of("0123456789", first);
  return name.substr(0, first) + "<l>" + (end == std::string::npos ? "" : name.substr(end));
}

TEST(LinkCatalogue, HasEveryLinkOfANetwork) {
  std::set<std::string> listed, made;
  for (const LinkInfo& link : known_links()) listed.insert(std::string(link.name));
  const sim::ClockTraits everything{.stakes = true, .per_layer = true};
  for (const auto& plan : neurons::link_plans(4, {everything})) {
    made.insert(of_any_layer(plan.name));
  }
  EXPECT_EQ(listed, made);
  EXPECT_EQ(listed.size(), known_links().size());
}

using Field = google::protobuf::FieldDescriptor;

std::string default_of(const Field& field) {
  if (!field.has_default_value()) return "";
  if (field.cpp_type() == Field::CPPTYPE_STRING) return field.default_value_string();
  if (field.cpp_type() == Field::CPPTYPE_BOOL) return field.default_value_bool() ? "true" : "false";
  std::ostringstream out;
  out << field.default_value_double();
  return out.str();
}

// "delay.minimum 1ns" for every single value below the block.
void add_fields(const google::protobuf::Descriptor& block, const std::string& path,
                std::set<std::string>& out) {
  for (int i = 0; i < block.field_count(); ++i) {
    const Field& field = *block.field(i);
    if (field.message_type() != nullptr) {
      add_fields(*field.message_type(), path + field.name() + ".", out);
    } else {
      out.insert(path + field.name() + " " + default_of(field));
    }
  }
}

TEST(LinkCatalogue, HasEveryParameterWithItsDefault) {
  std::set<std::string> listed = {"match "}, known;
  for (const sim::Parameter& parameter : link_parameters()) {
    listed.insert(std::string(parameter.name) + " " + std::string(parameter.fallback));
  }
  add_fields(*protocols::Link::descriptor(), "", known);
  EXPECT_EQ(listed, known);
}

}  // namespace
}  // namespace lab
