// Accuracies and loss over epochs: one run's in one picture, several runs' side by side.
#include "tools/lab/report/sections.h"
#include "tools/lab/report/series.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

struct Curve {
  const char *title, *key;
  double scale;
};
constexpr Curve kTest = {"test accuracy (%)", "/test_accuracy", 100};
constexpr Curve kTraining = {"training accuracy (%)", "/train_accuracy", 100};
constexpr Curve kLoss = {"loss", "/loss", 1};

Line line_of(const RunRecord& run, const Curve& curve, const std::string& name) {
  Series series = series_of(run.evaluations, "/epoch", curve.key);
  for (auto& [x, y] : series) y *= curve.scale;
  return {name, std::move(series)};
}

std::string drawn(const std::string& title, const std::vector<Line>& lines, std::size_t beside,
                  bool with_legend) {
  bool any = false;
  for (const Line& line : lines) any = any || !line.points.empty();
  if (!any) return "";
  std::vector<LinePlot> plots{
      {.title = title, .x_label = "epoch", .y_label = "", .lines = lines, .legend = with_legend}};
  set_size(plots.front(), beside);
  fit_heights(plots);
  return to_svg(plots.front());
}

std::string of_one(const RunRecord& run) {
  std::vector<Line> accuracies;
  for (const auto& [curve, name] : {std::pair(kTest, "test"), std::pair(kTraining, "training")}) {
    Line line = line_of(run, curve, name);
    if (!line.points.empty()) accuracies.push_back(std::move(line));
  }
  return drawn("accuracy (%)", accuracies, 2, true) +
         drawn("loss", {line_of(run, kLoss, "loss")}, 2, false);
}

std::string of_several(const Runs& runs) {
  std::string out;
  for (const Curve& curve : {kTest, kTraining, kLoss}) {
    std::vector<Line> lines;
    for (const RunRecord& run : runs) lines.push_back(line_of(run, curve, run.name));
    out += drawn(curve.title, lines, 3, false);
  }
  return out;
}

}  // namespace

std::string learning_section(const Runs& runs) {
  const std::string plots = runs.size() == 1 ? of_one(runs[0]) : of_several(runs);
  if (plots.empty()) return "";
  std::string names;
  for (std::size_t i = 0; i < runs.size() && runs.size() > 1; ++i) {
    names += line_legend_entry(i, runs[i].name);
  }
  return "<p class=\"how\">Training accuracy and loss are means since the evaluation before; the "
         "test set is seen at the evaluation.</p>\n" +
         (names.empty() ? "" : legend(names)) + "<div class=\"plots\">\n" + plots + "</div>\n";
}

}  // namespace lab
