// What a study makes of its runs: records read from folders, means and ranges, the CSV file, the
// plots and the page. The runs are made up; numbers can be checked in the head.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/tiny_run.h"
#include "tools/lab/files/whole_file.h"
#include "tools/lab/study/metric.h"
#include "tools/lab/study/page.h"
#include "tools/lab/study/plots.h"
#include "tools/lab/study/positions.h"
#include "tools/lab/study/results.h"

namespace lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Record done(double accuracy, double applied = 8, double missed = 2) {
  Record record;
  record.ending = "done";
  record.summary = {
      {"test_accuracy", accuracy},
      {"updates", {{"applied", applied}, {"stale", 2}, {"rejected", 0}, {"missed", missed}}},
      {"messages",
       {{"activity", {{"messages", 3}, {"bytes", 30}}},
        {"target", {{"messages", 4}, {"bytes", 40}}}}}};
  return record;
}

Record deadlocked() {
  Record record;
  record.ending = "deadlock";
  record.note = "nothing, \"really\"";
  return record;
}

// p in {1, 2}, q in {a, b}, two seeds: eight runs; "made" gives their records.
Results study_of(std::vector<Axis> axes, std::vector<Record> records, std::uint64_t repeats = 2) {
  Study study{.name = "s", .axes = axes, .repeats = repeats, .out = "out", .runs = {}};
  for (const GridRun& run : expand(axes, repeats, 1)) study.runs.push_back({run, ""});
  return {study, "gaitsim sweep <s>", std::move(records)};
}

Results square() {
  return study_of({{"m.p", {"1", "2"}}, {"m.q", {"a", "b"}}},
                  {done(0.5), done(0.7), done(0.1), done(0.1), done(0.2), deadlocked(),
                   deadlocked(), deadlocked()});
}

const Metric& metric(const std::string& key) {
  const std::vector<Record> records = {done(0.5)};
  for (const Metric* found : measured(records)) {
    if (found->key == key) return *found;
  }
  throw std::logic_error(key);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(StudyMetric, IsTheMeanAndRangeOfTheRunsThatAreDone) {
  const std::vector<Record> records = {done(0.5), done(0.7), deadlocked()};
  const auto spread = spread_of(records, metric("test_accuracy"));
  ASSERT_TRUE(spread);
  EXPECT_DOUBLE_EQ(spread->mean, 60);
  EXPECT_DOUBLE_EQ(spread->low, 50);
  EXPECT_DOUBLE_EQ(spread->high, 70);
  EXPECT_EQ(spread->count, 2U);
  EXPECT_EQ(text_of(metric("test_accuracy"), spread), "60.00 (50.00..70.00)");
  EXPECT_EQ(text_of(metric("test_accuracy"), std::nullopt), "-");
}

TEST(StudyMetric, LeavesOutWhatAnInterruptedRunHadReached) {
  Record interrupted = done(0.9);
  interrupted.ending = "interrupted";
  const std::vector<Record> records = {interrupted};
  EXPECT_FALSE(spread_of(records, metric("test_accuracy")));
}

TEST(StudyMetric, FractionsOfUpdatesAreOfThoseDueOrOfThoseApplied) {
  EXPECT_DOUBLE_EQ(*metric("applied").of(done(0, 6, 2)), 0.75);
  EXPECT_DOUBLE_EQ(*metric("missed").of(done(0, 6, 2)), 0.25);
  EXPECT_DOUBLE_EQ(*metric("stale").of(done(0, 8, 2)), 0.25);
  EXPECT_FALSE(metric("stale").of(done(0, 0, 2)));
}

TEST(StudyMetric, IsShownIfSomeRunHasIt) {
  const std::vector<Record> failed = {deadlocked()};
  EXPECT_THAT(measured(failed), testing::IsEmpty());
}

TEST(StudyRecord, IsReadFromTheFolderOfTheRun) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_record(folder.path()).ending, "not run");
  EXPECT_FALSE(read_record(folder.path()).has_report);
  write_whole(folder.path() / "report.html", "<p>");
  EXPECT_TRUE(read_record(folder.path()).has_report);
  write_whole(folder.path() / "summary.json", R"({"ending": "done", "loss": 3, "x": null})");
  write_whole(
      folder.path() / "metrics.jsonl",
      "{\"orthogonality_defect\": [9, 9], \"cosine\": [0.1, 0.2]}\n"
      "{\"orthogonality_defect\": [1, 2]}\n"
      "{\"probe\": \"backprop_alignment\", \"cosine\": [0.5, null]}\n{\"cosine\": 7}\n{\"cut");
  const Record record = read_record(folder.path());
  EXPECT_TRUE(record.is_done());
  EXPECT_EQ(record.number("/loss"), 3);
  EXPECT_EQ(record.number("/x"), std::nullopt);
  EXPECT_EQ(record.number("/y/z"), std::nullopt);
  EXPECT_EQ(record.orthogonality_defect, 1.5);
  EXPECT_THAT(record.cosines, ElementsAre(0.5, 0.2));
}

TEST(StudyRecord, OfAProcessThatFailedTellsWhy) {
  const TemporaryFolder folder;
  write_whole(stderr_of(folder.path()), "{\"event\": \"note\"}\nerror: no data\nhint: get some\n");
  EXPECT_EQ(read_record(folder.path(), 2).ending, "bad input");
  EXPECT_EQ(read_record(folder.path(), 2).note, "no data");
  EXPECT_EQ(read_record(folder.path(), 1).ending, "failed");
  EXPECT_EQ(read_record(folder.path(), 3).ending, "contract broken");
  EXPECT_EQ(read_record(folder.path(), 4).ending, "deadlock");
  EXPECT_EQ(read_record(folder.path(), 137).ending, "killed by signal 9");
  // What the run itself says of its end counts, unless it cannot be true.
  write_whole(folder.path() / "summary.json", R"({"ending": "tired"})");
  EXPECT_EQ(read_record(folder.path(), 1).ending, "tired");
  write_whole(folder.path() / "summary.json", R"({"ending": "done"})");
  EXPECT_EQ(read_record(folder.path(), 137).ending, "killed by signal 9");
}

TEST(StudyCsv, HasALineForEveryRun) {
  const std::string csv = to_csv(square());
  EXPECT_EQ(count(csv, "\n"), 9U);
  EXPECT_THAT(csv, testing::StartsWith("m.p,m.q,seed,folder,ending,fingerprint,train_accuracy,"));
  EXPECT_THAT(csv, HasSubstr("\n1,a,2,p=1_q=a/seed=2,done,,,0.7,"));
  EXPECT_THAT(csv, HasSubstr(",8.0,2,,0,2.0,,7,70,"));
  EXPECT_THAT(csv, HasSubstr(R"(,deadlock,,,,,,,,,,,,,,,,,,"nothing, ""really""")"));
}

TEST(StudyTable, HasALineForEveryCellAndTellsWhatFailed) {
  const std::string table = to_table(square());
  EXPECT_THAT(table, HasSubstr("60.00 (50.00..70.00)"));
  EXPECT_THAT(table, HasSubstr("1/2"));
  EXPECT_THAT(table, HasSubstr("p=2_q=b/seed=1: deadlock: nothing"));
  EXPECT_EQ(count_text(square()), "5 done, 3 deadlock");
}

TEST(StudyPositions, AreInProportionForNumbersAndDurations) {
  EXPECT_THAT(positions_of({"0", "0.5", "2"}).at, ElementsAre(0, 0.5, 2));
  EXPECT_THAT(positions_of({"20us", "1ms"}).at, ElementsAre(20e3, 1e6));
  EXPECT_EQ(positions_of({"1e-3", "0.1"}).scale, "log scale");
  EXPECT_THAT(positions_of({"1e-3", "0.1"}).at, ElementsAre(-3, -1));
  EXPECT_EQ(positions_of({"0", "0.1"}).scale, "");
}

TEST(StudyPositions, OfAnythingElseAreSideBySideWithoutOrder) {
  EXPECT_THAT(positions_of({"{bp{}}", "{tp{}}"}).at, ElementsAre(0, 1));
  EXPECT_FALSE(positions_of({"{bp{}}", "{tp{}}"}).ordered);
  EXPECT_FALSE(positions_of({"1", "1.0"}).ordered);
  EXPECT_FALSE(positions_of({"1", "10us"}).ordered);
  EXPECT_TRUE(positions_of({"1", "2"}).ordered);
}

TEST(StudyPlots, HeatMapHasTheFirstAxisAsColumnsAndTheSecondAsRows) {
  const auto maps = heat_maps(square(), metric("test_accuracy"));
  ASSERT_EQ(maps.size(), 1U);
  const HeatMap& map = maps[0];
  EXPECT_THAT(map.columns, ElementsAre("1", "2"));
  EXPECT_THAT(map.rows, ElementsAre("a", "b"));
  ASSERT_EQ(map.cells.size(), 4U);
  EXPECT_EQ(map.cells[0].text, "60.00");
  EXPECT_EQ(map.cells[0].detail, "50.00..70.00");
  EXPECT_EQ(map.cells[0].href, "p=1_q=a/");
  EXPECT_EQ(map.cells[1].text, "20.00");
  EXPECT_EQ(map.cells[1].detail, "1 of 2 runs");
  EXPECT_EQ(map.cells[2].text, "10.00");
  EXPECT_EQ(map.cells[3].text, "deadlock");
  EXPECT_FALSE(map.cells[3].value);
  EXPECT_EQ(map.from, 10);  // of single runs
  EXPECT_EQ(map.to, 70);
}

TEST(StudyPlots, LineHasAPointWithWhiskersWhereRunsAreDone) {
  const auto plots = line_plots(square(), metric("test_accuracy"));
  ASSERT_EQ(plots.size(), 1U);
  ASSERT_EQ(plots[0].lines.size(), 2U);
  EXPECT_EQ(plots[0].lines[0].name, "a");
  EXPECT_THAT(plots[0].lines[0].points, ElementsAre(std::pair(1.0, 60.0), std::pair(2.0, 20.0)));
  EXPECT_DOUBLE_EQ(plots[0].lines[0].whiskers[0].low, 50);
  EXPECT_DOUBLE_EQ(plots[0].lines[0].whiskers[0].high, 70);
  EXPECT_THAT(plots[0].lines[1].points, ElementsAre(std::pair(1.0, 10.0)));
}

TEST(StudyPlots, LinesGoFromLeftToRight) {
  const auto plots =
      line_plots(study_of({{"p", {"2", "1"}}}, {done(0.2), done(0.1)}, 1), metric("test_accuracy"));
  EXPECT_THAT(plots[0].lines[0].points, ElementsAre(std::pair(1.0, 10.0), std::pair(2.0, 20.0)));
  EXPECT_EQ(plots[0].lines[0].whiskers[0].href, "p=1/seed=1/");
}

TEST(StudyPlots, FurtherAxesMakeSmallMultiplesWithOneScale) {
  const Results results = study_of({{"p", {"1", "2"}}, {"q", {"1"}}, {"r", {"x", "y"}}},
                                   {done(0.1), done(0.2), done(0.3), done(0.4)}, 1);
  const auto maps = heat_maps(results, metric("test_accuracy"));
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_THAT(maps[1].title, HasSubstr("r = y"));
  EXPECT_EQ(maps[1].cells[0].text, "20.00");
  EXPECT_EQ(maps[1].cells[1].text, "40.00");
  EXPECT_EQ(maps[0].from, 10);
  EXPECT_EQ(maps[0].to, 40);
}

TEST(StudyPlots, WithoutAxesThereAreNone) {
  const Results results = study_of({}, {done(0.1), done(0.2)});
  EXPECT_THAT(heat_maps(results, metric("test_accuracy")), testing::IsEmpty());
  EXPECT_THAT(to_html(results), Not(HasSubstr("<svg")));
  EXPECT_THAT(to_html(results), HasSubstr("<a href=\"seed=2/\">2</a>"));
}

TEST(StudyPage, ShowsEveryMetricAndNeedsNothingElse) {
  const std::string html = to_html(square());
  EXPECT_EQ(count(html, "<section data-metric="), 4U);
  EXPECT_EQ(count(html, "class=\"cell\""), 4U * 4U);
  EXPECT_EQ(count(html, "<tr>"), 1U + 4U);
  EXPECT_THAT(html, HasSubstr("gaitsim sweep &lt;s&gt;"));
  EXPECT_THAT(html, HasSubstr("deadlock: nothing, &quot;really&quot;"));
  EXPECT_EQ(count(html, "http"), count(html, "http://www.w3.org/2000/svg"));
}

TEST(StudyPage, LinksOnlyToRunsThatHaveBegun) {
  const std::string html = to_html(study_of({{"p", {"1", "2"}}}, {done(0.1), Record()}, 1));
  EXPECT_THAT(html, HasSubstr("href=\"p=1/seed=1/\""));
  EXPECT_THAT(html, Not(HasSubstr("href=\"p=2/seed=1/\"")));
  EXPECT_THAT(html, HasSubstr("1 (not run)"));
}

TEST(StudyPage, LinksToTheReportsThatAreThere) {
  Record with = done(0.1), broken = deadlocked();
  with.has_report = broken.has_report = true;
  const std::string html =
      to_html(study_of({{"p", {"1", "2"}}}, {with, done(0.1), broken, deadlocked()}, 2));
  const std::string one = R"(<a href="p=1/seed=1/">1</a> (<a href="p=1/seed=1/report.html">)";
  EXPECT_THAT(html, HasSubstr(one + "report</a>), <a href=\"p=1/seed=2/\">2</a></td>"));
  EXPECT_EQ(count(html, "report.html"), 1U + 2U);  // the broken one is in two lists
}

TEST(LinePlot, DrawsWhiskersAndLinks) {
  LinePlot plot{.title = "", .x_label = "", .y_label = "", .lines = {}};
  plot.lines.push_back({"", {{0, 0.5}, {1, 0.5}}, {{0, 1, "here/"}, {0.5, 0.5, ""}}});
  plot.x_ticks = {{0, "none"}, {1, "all"}};
  const std::string svg = to_svg(plot);
  EXPECT_THAT(svg, HasSubstr("<a href=\"here/\"><title>0.5 (0..1)</title>"));
  EXPECT_THAT(svg, HasSubstr("V36.0"));  // up to y = 1, the top of the plot
  EXPECT_THAT(svg, HasSubstr(">none</text>"));
  EXPECT_EQ(count(svg, "<polyline"), 1U);
  EXPECT_EQ(count(svg, "stroke-width=\"3\""), 0U) << "one line without a name needs no legend";
  plot.connected = false;
  EXPECT_EQ(count(to_svg(plot), "<polyline"), 0U);
}

TEST(LinePlot, LeavesOutTicksThatHaveNoRoom) {
  LinePlot plot{.title = "", .x_label = "", .y_label = "", .lines = {}};
  plot.x_ticks = {{0, "zero"}, {0.001, "nearly"}, {1, "one"}};
  EXPECT_THAT(to_svg(plot), HasSubstr(">zero<"));
  EXPECT_THAT(to_svg(plot), Not(HasSubstr(">nearly<")));
  EXPECT_THAT(to_svg(plot), HasSubstr(">one<"));
}

TEST(HeatMap, IsDarkWithWhiteTextWhereValuesAreLowAndGreyWhereThereAreNone) {
  HeatMap map{.title = "t",
              .x_label = "x",
              .y_label = "y",
              .columns = {"a", "b"},
              .rows = {"c"},
              .cells = {},
              .from = 0,
              .to = 1,
              .from_text = "0",
              .to_text = "1"};
  map.cells = {{.value = 0.0, .text = "low", .detail = "", .tip = "", .href = ""},
               {.value = std::nullopt, .text = "dead", .detail = "", .tip = "<", .href = "q/"}};
  const std::string svg = to_svg(map);
  EXPECT_THAT(svg, HasSubstr("fill=\"#440154\""));
  EXPECT_THAT(svg, HasSubstr("fill=\"#fff\">low<"));
  EXPECT_THAT(svg, HasSubstr("fill=\"#000\">dead<"));
  EXPECT_THAT(svg, HasSubstr("<a class=\"cell\" href=\"q/\"><title>&lt;</title>"));
  EXPECT_EQ(count(svg, "href"), 1U);
}

TEST(Viridis, GoesFromDarkToBright) {
  EXPECT_EQ(viridis(0), "#440154");
  EXPECT_EQ(viridis(0.05), "#461365");
  EXPECT_EQ(viridis(1), "#fde725");
  EXPECT_EQ(viridis(7), "#fde725");
}

}  // namespace
}  // namespace lab
