// What became of every update that was due, and how old or foreign its signals were, by layer.
#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/report/bar_chart.h"
#include "tools/lab/report/sections.h"
#include "tools/lab/report/strip_chart.h"
#include "tools/lab/report/words.h"

namespace lab {
namespace {

struct Outcomes {
  double fresh = 0, stale = 0, rejected = 0, missed = 0;
  double due() const { return fresh + stale + rejected + missed; }
};

Outcomes outcomes_of(const Json& layer) {
  const auto number = [&](const char* what) {
    return number_at(layer, std::string("/updates/") + what).value_or(0);
  };
  return {number("applied") - number("stale"), number("stale"), number("rejected"),
          number("missed")};
}

const Ink kFresh{"#56b4e9"}, kStale{"#d55e00", "hatch"}, kRejected{"#000000", "dots"},
    kMissed{"#e2e2e2"};

Bar bar_of(const Outcomes& outcomes, const std::string& layer) {
  const auto part = [&](double count, const Ink& ink, const char* what) {
    const double share = count / std::max(outcomes.due(), 1.0);
    return BarPart{share, ink,
                   fmt::format("{}: {} {} of {} ({})", layer, count_words(count), what,
                               count_words(outcomes.due()), percent_words(share))};
  };
  const double applied = (outcomes.fresh + outcomes.stale) / std::max(outcomes.due(), 1.0);
  return {
      {part(outcomes.fresh, kFresh, "applied, fresh"),
       part(outcomes.stale, kStale, "applied, stale"),
       part(outcomes.rejected, kRejected, "rejected"), part(outcomes.missed, kMissed, "missed")},
      percent_words(applied)};
}

BarChart outcome_chart(const RunRecord& run) {
  BarChart chart{run.name + ": updates applied", {}};
  const Json layers = list_at(run.summary, "/distributions");
  for (std::size_t l = layers.size(); l > 0; --l) {
    const std::string name = fmt::format("layer {}", l);
    chart.rows.push_back({name, "", {bar_of(outcomes_of(layers[l - 1]), name)}});
  }
  return chart;
}

double mean_of(const Json& counts) {
  double sum = 0, all = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double count = counts[i].is_number() ? counts[i].get<double>() : 0;
    sum += static_cast<double>(i) * count;
    all += count;
  }
  return all > 0 ? sum / all : 0;
}

struct Distance {
  const char *place, *title, *x_label, *tip;
  Ink ink;
};
const Distance kStaleness{"/staleness",
                          "staleness",
                          "versions between the signals and the weights they change",
                          "versions",
                          {"#d55e00", "hatch"}};
const Distance kMismatch{"/mismatch",
                         "mismatch",
                         "samples between what was ordered and what was found",
                         "samples",
                         {"#000000"}};

Strip strip_of(const Json& counts, const std::string& layer, const Distance& distance) {
  Strip strip{"", fmt::format("{:.3g}", mean_of(counts)), distance.ink, {}};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double count = counts[i].is_number() ? counts[i].get<double>() : 0;
    if (count <= 0) continue;
    const auto at = static_cast<double>(i);
    strip.bins.push_back(
        {at - 0.4, at + 0.4, count,
         fmt::format("{}: {} {}\n{} updates", layer, i, distance.tip, count_words(count))});
  }
  return strip;
}

// Whole numbers, at most about ten of them.
Ticks whole_ticks(std::size_t most) {
  Ticks ticks;
  for (std::size_t at = 0; at <= most; at += most / 10 + 1) {
    ticks.emplace_back(static_cast<double>(at), std::to_string(at));
  }
  return ticks;
}

std::size_t largest(const Runs& runs, const Distance& distance) {
  std::size_t most = 0;
  for (const RunRecord& run : runs) {
    for (const Json& layer : list_at(run.summary, "/distributions")) {
      most = std::max(most, list_at(layer, distance.place).size());
    }
  }
  return most == 0 ? 0 : most - 1;
}

std::string distance_chart(const RunRecord& run, const Distance& distance, std::size_t most) {
  StripChart chart{.title = run.name + ": " + distance.title,
                   .x_label = distance.x_label,
                   .note_title = "mean",
                   .groups = {},
                   .x_from = -0.5,
                   .x_to = static_cast<double>(most) + 0.5,
                   .x_ticks = whole_ticks(most)};
  const Json layers = list_at(run.summary, "/distributions");
  for (std::size_t l = layers.size(); l > 0; --l) {
    const std::string name = fmt::format("layer {}", l);
    chart.groups.push_back(
        {name, {strip_of(list_at(layers[l - 1], distance.place), name, distance)}});
  }
  return chart.groups.empty() ? "" : to_svg(chart);
}

std::string distance_charts(const Runs& runs, const Distance& distance, const char* none) {
  const std::size_t most = largest(runs, distance);
  if (most == 0) return fmt::format("<p>{}</p>\n", none);
  std::string out;
  for (const RunRecord& run : runs) out += distance_chart(run, distance, most);
  return "<div class=\"plots\">\n" + out + "</div>\n";
}

}  // namespace

std::string updates_section(const Runs& runs) {
  std::string outcomes;
  for (const RunRecord& run : runs) {
    const BarChart chart = outcome_chart(run);
    if (!chart.rows.empty()) outcomes += to_svg(chart);
  }
  if (outcomes.empty()) return "";
  return "<p class=\"how\">Every sample is, at every layer, an update that is due. A stale one "
         "came "
         "from signals that are older than the weights they changed, or from a target that came "
         "after its learn order.</p>\n" +
         legend(legend_entry(kFresh, "applied, fresh") + legend_entry(kStale, "applied, stale") +
                legend_entry(kRejected, "rejected") + legend_entry(kMissed, "missed")) +
         "<div class=\"plots\">\n" + outcomes + "</div>\n" +
         distance_charts(runs, kStaleness,
                         "All applied updates came from signals of the weights that they changed: "
                         "staleness is 0.") +
         distance_charts(runs, kMismatch,
                         "No learn order found the activity or target of another sample: there is "
                         "no mismatch.");
}

}  // namespace lab
