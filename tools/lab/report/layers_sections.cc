// By layer, over the course of runs: how near updates are to backpropagation's, and weights to
// orthogonal ones; how large updates are.
#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/report/layer_panels.h"
#include "tools/lab/report/sections.h"
#include "tools/lab/report/series.h"
#include "tools/lab/report/svg.h"

namespace lab {
namespace {

constexpr double kLow = 0.1, kHigh = 0.9;  // ends of whiskers

// The mean of all probed updates of each layer.
Line by_depth(const RunRecord& run, const std::string& key) {
  Line line{run.name, {}, {}};
  for (std::size_t l = 1; l <= layers_of(run); ++l) {
    std::vector<double> values;
    double sum = 0;
    for (const auto& [step, value] :
         series_of(run.probes, "/step", fmt::format("/{}/{}", key, l - 1))) {
      values.push_back(value);
      sum += value;
    }
    if (values.empty()) continue;
    line.points.emplace_back(static_cast<double>(l), sum / static_cast<double>(values.size()));
    line.whiskers.push_back({quantile(values, kLow), quantile(values, kHigh), ""});
  }
  return line;
}

void fit_to_whiskers(LinePlot& plot) {
  std::vector<LinePlot> ends{plot};
  for (Line& line : ends[0].lines) {
    for (std::size_t i = line.points.size(); i-- > 0;) {
      line.points.emplace_back(line.points[i].first, line.whiskers[i].low);
      line.points.emplace_back(line.points[i].first, line.whiskers[i].high);
    }
  }
  fit_heights(ends);
  plot.y_from = ends[0].y_from;
  plot.y_to = ends[0].y_to;
}

std::string depth_plot(const Runs& runs, const std::string& key, const std::string& title) {
  LinePlot plot{.title = title, .x_label = "layer", .y_label = "", .lines = {}};
  set_size(plot, 2);
  plot.legend = false;
  std::size_t layers = 0;
  for (const RunRecord& run : runs) {
    plot.lines.push_back(by_depth(run, key));
    layers = std::max(layers, layers_of(run));
  }
  for (std::size_t l = 1; l <= layers; ++l) {
    plot.x_ticks.emplace_back(static_cast<double>(l), std::to_string(l));
  }
  fit_to_whiskers(plot);
  return to_svg(plot);
}

}  // namespace

std::string alignment_section(const Runs& runs) {
  const auto is_probed = [](const RunRecord& run) {
    return !by_depth(run, "cosine").points.empty();
  };
  if (std::ranges::none_of(runs, is_probed)) return "";
  std::string names;
  for (std::size_t i = 0; i < runs.size() && runs.size() > 1; ++i) {
    names += marked_legend_entry(i, runs[i].name);
  }
  return "<p class=\"how\">Of every probed update, before regularizer and optimizer: its cosine "
         "and the ratio of its norm with the gradient of the loss for the same sample through the "
         "same weights. Equal is 1. Marks are means over the run, whiskers reach from the 10th to "
         "the 90th percentile.</p>\n" +
         (names.empty() ? "" : legend(names)) + "<div class=\"plots\">\n" +
         depth_plot(runs, "cosine", "cosine with backpropagation") +
         depth_plot(runs, "norm_ratio", "norm, relative to backpropagation's") + "</div>\n" +
         "<p class=\"how\">The same over the course of the run, means of neighbours where probes "
         "are "
         "many.</p>\n" +
         layer_panels(runs, {{true, "cosine", "cosine"}, {true, "norm_ratio", "norm ratio"}});
}

std::string weights_section(const Runs& runs) {
  const std::string panels =
      layer_panels(runs, {{false, "orthogonality_defect", "orthogonality defect"},
                          {false, "update_norm", "norm of the last update"}});
  if (panels.empty()) return "";
  return "<p class=\"how\">The orthogonality defect is ||W<sup>T</sup>W - I|| / &radic;n: 0 where "
         "the weights of a layer are orthogonal, and GAIT's update is backpropagation's.</p>\n" +
         panels;
}

}  // namespace lab
