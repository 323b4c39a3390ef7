// The parts of a report that decide something: how numbers are told, series thinned, configs laid
// side by side, laws lettered; and that whatever a run is called or holds stays text.
#include <gmock/gmock.h>

#include "tests/tools/tiny_run.h"
#include "tools/lab/report/config_lines.h"
#include "tools/lab/report/distribution.h"
#include "tools/lab/report/law_letters.h"
#include "tools/lab/report/network_picture.h"
#include "tools/lab/report/page.h"
#include "tools/lab/report/series.h"
#include "tools/lab/report/svg.h"
#include "tools/lab/report/words.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ReportWords, TimesAreInTheLargestUnitThatFits) {
  EXPECT_EQ(time_words(0), "0");
  EXPECT_EQ(time_words(999), "999 ns");
  EXPECT_EQ(time_words(11'000), "11 us");
  EXPECT_EQ(time_words(48'234), "48.2 us");
  EXPECT_EQ(time_words(999'900), "1 ms");
  EXPECT_EQ(time_words(7.2e12), "7200 s");
}

TEST(ReportWords, CountsAreGroupedByThousands) {
  EXPECT_EQ(count_words(7), "7");
  EXPECT_EQ(count_words(999), "999");
  EXPECT_EQ(count_words(1000), "1,000");
  EXPECT_EQ(count_words(1234567), "1,234,567");
}

TEST(ReportWords, NeverAllOfWhatWasNotAllAndNeverNoneOfSome) {
  EXPECT_EQ(percent_words(1), "100%");
  EXPECT_EQ(percent_words(0.9999), ">99.9%");
  EXPECT_EQ(percent_words(0.985), "98.5%");
  EXPECT_EQ(percent_words(0.0001), "<0.1%");
  EXPECT_EQ(percent_words(0), "0%");
}

TEST(ReportSeries, ThinnedAreMeansOfNeighbours) {
  const Series series = {{1, 10}, {2, 20}, {3, 30}, {4, 50}};
  EXPECT_EQ(thinned(series, 4), series);
  EXPECT_EQ(thinned(series, 2), (Series{{1.5, 15}, {3.5, 40}}));
}

TEST(ReportSeries, LinesWithoutTheNumberAreLeftOut) {
  const std::vector<Json> lines = {{{"step", 1}, {"cosine", {0.5, nullptr}}},
                                   {{"step", "x"}, {"cosine", {0.5, 0.7}}},
                                   {{"step", 3}, {"cosine", {nullptr, 0.9}}},
                                   {{"step", 4}}};
  EXPECT_EQ(series_of(lines, "/step", "/cosine/0"), (Series{{1, 0.5}}));
  EXPECT_EQ(series_of(lines, "/step", "/cosine/1"), (Series{{3, 0.9}}));
  EXPECT_TRUE(series_of(lines, "/step", "/cosine/2").empty());
}

TEST(ReportDistribution, TheMedianLiesWithinItsBin) {
  const Json json = {{"count", 4},        {"least", 100},     {"most", 190},
                     {"from", {96, 128}}, {"to", {128, 256}}, {"counts", {1, 3}}};
  const Distribution times = distribution_of(json);
  EXPECT_EQ(times.bins[0].from, 100);  // not beyond what was measured
  EXPECT_EQ(times.bins[1].to, 190);
  EXPECT_NEAR(*times.median(), 128 * std::pow(190.0 / 128, 1.0 / 3), 1e-9);
}

TEST(ReportDistribution, OfOneTimeIsExactAndOfNoneAbsent) {
  EXPECT_EQ(distribution_of({{"count", 2},
                             {"least", 11'000},
                             {"most", 11'000},
                             {"from", {10'000}},
                             {"to", {12'000}},
                             {"counts", {2}}})
                .median(),
            11'000);
  EXPECT_FALSE(distribution_of(Json()).median());
  EXPECT_FALSE(distribution_of({{"from", {"x"}}, {"to", {1}}, {"counts", {1}}}).median());
}

std::vector<std::string> differing(const std::vector<std::string>& configs) {
  std::vector<std::string> paths;
  for (const ConfigLine& line : side_by_side(configs)) {
    if (differs(line)) paths.push_back(line.path);
  }
  return paths;
}

TEST(ReportConfigs, AreComparedFieldByField) {
  EXPECT_THAT(differing({"a: 1\nb {\n  c: 2\n}\n", "b {\n  c: 3\n}\na: 1\n"}),
              testing::ElementsAre("b.c"));
  EXPECT_THAT(differing({"b {\n}\n", "b {\n}\n"}), testing::IsEmpty());
}

TEST(ReportConfigs, AnEmptyBlockIsSomething) {
  EXPECT_THAT(differing({"rule {\n  bp {\n  }\n}\n", "rule {\n  tp {\n  }\n}\n"}),
              testing::ElementsAre("rule.bp", "rule.tp"));
}

TEST(ReportConfigs, WhatIsAListSomewhereHasNumbersEverywhere) {
  const std::string one = "link {\n  loss: 0\n}\n", two = one + "link {\n  loss: 1\n}\n";
  EXPECT_THAT(differing({one, two}), testing::ElementsAre("link[1].loss"));
  EXPECT_EQ(side_by_side({one, two})[0].path, "link[0].loss");
  EXPECT_EQ(side_by_side({one, one})[0].path, "link.loss");
}

TEST(ReportConfigs, TextThatIsNoConfigDoesNoHarm) {
  for (const char* text : {"}\n}\n", "a {\n", "{", "x", "\0\xff", ": \n"}) side_by_side({text});
}

TEST(ReportNetwork, LawsHaveLettersInTheOrderOfTheirLinks) {
  std::vector<LinkRow> links;
  for (int i = 0; i < 28; ++i) links.push_back({"", "", "", "law " + std::to_string(i)});
  links.push_back(links[0]);
  const auto letters = law_letters(links);
  EXPECT_EQ(letters.size(), 28U);
  EXPECT_EQ(letters.at("law 0"), "a");
  EXPECT_EQ(letters.at("law 25"), "z");
  EXPECT_EQ(letters.at("law 26"), "aa");
  EXPECT_EQ(letters.at("law 27"), "ab");
}

NetworkFacts facts_of(const Overrides& overrides) {
  RunRecord run;
  run.config = kTiny;
  const auto config = protocols::parse_config(kTiny, "tiny", overrides).experiment();
  run.config = config.DebugString();
  return network_facts(run);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Every link is an arrow, but for stakes and the token of labels.
TEST(ReportNetwork, EveryLinkIsDrawn) {
  for (const char* clock : {"quiescence", "credit", "free", "handshake"}) {
    const NetworkFacts facts = facts_of({std::string("clock={") + clock + " {}}"});
    ASSERT_EQ(facts.trouble, "");
    std::size_t hidden = 0;
    for (const LinkRow& link : facts.links) {
      hidden += link.name.starts_with("clock.stake") || link.name == "clock.token.label";
    }
    EXPECT_EQ(count(network_svg(facts, "x"), "<g class=\"mark\">"), facts.links.size() - hidden);
  }
}

TEST(ReportNetwork, DirectCreditIsDrawnAroundThePopulationsInBetween) {
  const NetworkFacts facts = facts_of({"rule={dfa {}}"});
  EXPECT_TRUE(facts.direct);
  const std::string svg = network_svg(facts, "x");
  EXPECT_THAT(svg, HasSubstr("feedback.2\nfeedback3 -&gt; feedback1"));
  EXPECT_THAT(svg, Not(HasSubstr("transport.")));
  EXPECT_EQ(count(svg, "<g class=\"mark\">"), facts.links.size());
  EXPECT_FALSE(facts_of({"rule={fa {}}"}).direct);
}

TEST(ReportNetwork, SharedPopulationsTalkToThemselvesUnseen) {
  const NetworkFacts facts = facts_of({"neurons.feedback_site=SHARED"});
  const std::string svg = network_svg(facts, "x");
  EXPECT_THAT(svg, Not(HasSubstr("local.1")));
  EXPECT_THAT(svg, HasSubstr("feedback.2\npopulation2 -&gt; population1"));
}

TEST(ReportNetwork, HasTheWidthsOfEveryShape) {
  const NetworkFacts any =
      facts_of({"network={ rectangular { widths: [16, 24, 4] } }", "rule={ bp {} }"});
  EXPECT_EQ(any.widths, (std::vector<int>{16, 24, 4}));
  EXPECT_EQ(any.layers, 2);
  const NetworkFacts first =
      facts_of({"network={ tower { widths: [16, 20, 4] } first_layer: RECTANGULAR }"});
  EXPECT_EQ(first.widths, (std::vector<int>{16, 20, 4}));
}

TEST(ReportTicks, OfTimesAreRound) {
  const Ticks ticks = log_time_ticks(9'000, 120'000);
  ASSERT_EQ(ticks.size(), 4U);
  EXPECT_EQ(ticks[0].second, "10 us");
  EXPECT_EQ(ticks[3].second, "100 us");
  for (const auto& [at, text] : log_time_ticks(1, 1e9)) EXPECT_THAT(text, HasSubstr("1"));
}

TEST(ReportPage, WhateverARunHoldsStaysText) {
  const std::string bad = "<script>\"&";
  RunRecord run;
  run.name = bad;
  run.config = "name: \"" + bad + "\"\n";
  run.evaluations = {{{"epoch", 1}, {"step", 1}, {"loss", 0.5}}};
  run.summary = {{"rule", bad},
                 {"clock", {{"name", bad}}},
                 {"fingerprint", bad},
                 {"messages", {{bad, {{"messages", 1}, {"bytes", 1}, {"lost", 0}}}}}};
  run.remarks = {bad};
  for (const Runs& runs : {Runs{run}, Runs{run, run}}) {
    EXPECT_EQ(count(report_html(runs), "<script>"), 1U);  // ours
  }
}

TEST(ReportPage, OfARunThatSaidNothingHasNumbersNetworkAndConfig) {
  const std::string html = report_html({RunRecord()});
  EXPECT_EQ(count(html, "<section"), 3U);
  EXPECT_THAT(html, HasSubstr("killed, or still running"));
}

}  // namespace
}  // namespace lab
