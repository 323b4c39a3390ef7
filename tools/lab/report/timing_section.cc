// When activities settle, targets come and synapses move, by layer.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "tools/lab/report/distribution.h"
#include "tools/lab/report/sections.h"
#include "tools/lab/report/strip_chart.h"
#include "tools/lab/report/words.h"

namespace lab {
namespace {

struct Moment {
  const char *name, *place;
  Ink ink;
};

// Of Okabe and Ito, as in line plots.
const std::vector<Moment>& moments() {
  static const std::vector<Moment> kMoments = {{"activity", "/settled_ns", {"#0072b2"}},
                                               {"target", "/target_ns", {"#d55e00", "hatch"}},
                                               {"update", "/update_ns", {"#000000"}}};
  return kMoments;
}

// "48.2 us", and the share of samples for which it happened at all, if not for all.
std::string note_of(const Distribution& times, double presented) {
  const auto median = times.median();
  if (!median) return "never";
  const std::string share =
      times.count < presented ? ", " + percent_words(times.count / presented) : "";
  return time_words(*median) + share;
}

std::string tip_of(const std::string& what, const TimeBin& bin, double presented) {
  const std::string time = bin.from == bin.to ? time_words(bin.from)
                                              : time_words(bin.from) + " to " + time_words(bin.to);
  return fmt::format("{}: {}\n{} of {} samples", what, time, count_words(bin.count),
                     count_words(presented));
}

Strip strip_of(const Json& layer, const Moment& moment, double presented) {
  const Json::json_pointer place(moment.place);
  const Distribution times =
      distribution_of(layer.is_object() && layer.contains(place) ? layer[place] : Json());
  const std::string what =
      fmt::format("layer {}, {}", number_words(number_at(layer, "/layer")), moment.name);
  Strip strip{moment.name, note_of(times, presented), moment.ink, {}};
  for (const TimeBin& bin : times.bins) {
    strip.bins.push_back({bin.from, bin.to, bin.count, tip_of(what, bin, presented)});
  }
  return strip;
}

StripChart chart_of(const RunRecord& run) {
  StripChart chart{.title = run.name,
                   .x_label = "virtual time since the sample was opened",
                   .note_title = "median",
                   .groups = {},
                   .log_x = true,
                   .x_ticks = {}};
  const double presented = number_at(run.summary, "/presented").value_or(0);
  const Json layers = list_at(run.summary, "/distributions");
  for (std::size_t l = layers.size(); l > 0; --l) {  // the top layer above
    StripGroup group{fmt::format("layer {}", l), {}};
    for (const Moment& moment : moments()) {
      group.strips.push_back(strip_of(layers[l - 1], moment, presented));
    }
    chart.groups.push_back(std::move(group));
  }
  return chart;
}

// One axis for all. Times of 0 have no place on it; they stand at its left end.
void fit_axes(std::vector<StripChart>& charts) {
  double from = HUGE_VAL, to = 0;
  for (const StripChart& chart : charts) {
    for (const StripGroup& group : chart.groups) {
      for (const Strip& strip : group.strips) {
        for (const StripBin& bin : strip.bins) {
          if (bin.from > 0) from = std::min(from, bin.from);
          to = std::max(to, bin.to);
        }
      }
    }
  }
  from = std::isfinite(from) ? from / 1.25 : 1;
  to = std::max(1.1 * to, 2 * from);
  for (StripChart& chart : charts) {
    chart.x_from = from;
    chart.x_to = to;
    chart.x_ticks = log_time_ticks(from, to);
  }
}

}  // namespace

std::string timing_section(const Runs& runs) {
  std::vector<StripChart> charts;
  for (const RunRecord& run : runs) {
    StripChart chart = chart_of(run);
    if (!chart.groups.empty()) charts.push_back(std::move(chart));
  }
  if (charts.empty()) return "";
  fit_axes(charts);
  std::string names, plots;
  for (const Moment& moment : moments()) names += legend_entry(moment.ink, moment.name);
  for (const StripChart& chart : charts) plots += to_svg(chart);
  return "<p class=\"how\">From the moment at which the clock opens a sample: the last change of "
         "the layer's activity, the last change of its target where its synapses have it, and the "
         "update. The highest bin of each row fills it; a percentage says for how many samples it "
         "happened at all.</p>\n" +
         legend(names) + "<div class=\"plots\">\n" + plots + "</div>\n";
}

}  // namespace lab
