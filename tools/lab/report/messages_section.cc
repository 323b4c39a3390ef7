// Messages and bytes by kind; what no synapse could have heard is marked.
#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/pictures/line_marks.h"
#include "tools/lab/report/bar_chart.h"
#include "tools/lab/report/sections.h"
#include "tools/lab/report/words.h"

namespace lab {
namespace {

struct Kind {
  std::string name;
  bool local = true;
};

// Empty if the run told of none.
Json messages_of(const RunRecord& run) {
  const Json messages = run.summary.is_object() ? run.summary.value("messages", Json()) : Json();
  return messages.is_object() ? messages : Json::object();
}

// Of all runs, in the order in which they tell them.
std::vector<Kind> kinds_of(const Runs& runs) {
  std::vector<Kind> kinds;
  for (const RunRecord& run : runs) {
    const Json messages = messages_of(run);
    for (const auto& [name, counts] : messages.items()) {
      if (std::ranges::count(kinds, name, &Kind::name) > 0) continue;
      const bool remote = counts.is_object() && counts.value("local", Json()) == Json(false);
      kinds.push_back({name, !remote});
    }
  }
  return kinds;
}

double count_of(const RunRecord& run, const Kind& kind, const char* place) {
  return number_at(messages_of(run).value(kind.name, Json()), place).value_or(0);
}

Bar bar_of(const RunRecord& run, std::size_t number, const Kind& kind, bool bytes) {
  const double messages = count_of(run, kind, "/messages");
  const double size = count_of(run, kind, "/bytes");
  const double lost = count_of(run, kind, "/lost");
  const Ink ink{line_colour(number), kind.local ? "" : "hatch"};
  const std::string tip = fmt::format(
      "{}, {}{}\n{} messages, {}{}", run.name, kind.name, kind.local ? "" : " (not local)",
      count_words(messages), bytes_words(size),
      lost > 0 ? fmt::format("\n{} lost ({})", count_words(lost), percent_words(lost / messages))
               : "");
  return {{{bytes ? size : messages, ink, tip}}, bytes ? bytes_words(size) : count_words(messages)};
}

BarChart chart_of(const Runs& runs, const std::vector<Kind>& kinds, bool bytes) {
  BarChart chart{bytes ? "bytes sent" : "messages sent", {}};
  for (const Kind& kind : kinds) {
    BarRow row{kind.name, kind.local ? "" : "not local", {}};
    for (std::size_t i = 0; i < runs.size(); ++i)
      row.bars.push_back(bar_of(runs[i], i, kind, bytes));
    chart.rows.push_back(std::move(row));
  }
  return chart;
}

}  // namespace

std::string messages_section(const Runs& runs) {
  const std::vector<Kind> kinds = kinds_of(runs);
  if (kinds.empty()) return "";
  std::string names;
  for (std::size_t i = 0; i < runs.size() && runs.size() > 1; ++i) {
    names += legend_entry({line_colour(i)}, runs[i].name);
  }
  names += legend_entry({"#000000", "hatch"}, "not local: no synapse could hear it");
  return "<p class=\"how\">As sent, whatever became of them. Bytes are those of the payload, "
         "without "
         "framing.</p>\n" +
         legend(names) + "<div class=\"plots\">\n" + to_svg(chart_of(runs, kinds, false)) +
         to_svg(chart_of(runs, kinds, true)) + "</div>\n";
}

}  // namespace lab
