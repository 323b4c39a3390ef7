#include "tools/lab/study/page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "tools/lab/pictures/html_page.h"
#include "tools/lab/pictures/xml_text.h"
#include "tools/lab/study/names.h"
#include "tools/lab/study/plots.h"

namespace lab {
namespace {

// Without it all sections are shown, one below the other.
constexpr const char* kChoice = R"(<script>
const choice = document.getElementById("metric");
function show() {
  for (const section of document.querySelectorAll("section[data-metric]")) {
    section.hidden = choice.value !== "all" && section.dataset.metric !== choice.value;
  }
}
choice.addEventListener("change", show);
choice.closest("p").hidden = false;
show();
</script>
)";

std::string link(const std::string& href, const std::string& text) {
  return fmt::format("<a href=\"{}\">{}</a>", xml_text(href), xml_text(text));
}

// Its folder, under this text, and its report if there is one.
std::string links_to(const PlannedRun& run, const Record& record, const std::string& text) {
  const std::string folder = run.folder + "/";
  const std::string report =
      record.has_report ? " (" + link(folder + kReportFile, "report") + ")" : "";
  return link(folder, text) + report;
}

std::string axis_list(const Results& results) {
  std::string out;
  for (const Axis& axis : results.study.axes) {
    out += fmt::format("<br>{}: {}", xml_text(axis.path),
                       xml_text(fmt::format("{}", fmt::join(axis.values, ", "))));
  }
  return out;
}

std::string introduction(const Results& results) {
  const std::string name = xml_text(results.study.name);
  return html_begin(results.study.name) +
         fmt::format(
             "<h1>{}</h1>\n<pre>{}</pre>\n<p>{} runs: {}. Seeds for each cell: {}. Numbers are "
             "means over the seeds of the runs that are done, ranges the least and the most of "
             "them.{}<br>{} has every number of every run.</p>\n",
             name, xml_text(results.command), results.records.size(), count_text(results),
             results.study.repeats, axis_list(results), link("results.csv", "results.csv"));
}

std::string choice(const std::vector<const Metric*>& metrics) {
  std::string out = "<p class=\"choice\" hidden><label>Show <select id=\"metric\">\n";
  for (const Metric* metric : metrics) {
    out += fmt::format("<option value=\"{}\">{}</option>\n", metric->key, xml_text(metric->title));
  }
  return out + "<option value=\"all\">everything</option>\n</select></label></p>\n";
}

std::string section(const Results& results, const Metric& metric) {
  std::string out = fmt::format("<section data-metric=\"{}\">\n<h2>{}</h2>\n", metric.key,
                                xml_text(metric.title));
  out += "<div class=\"plots\">\n";
  for (const HeatMap& map : heat_maps(results, metric)) out += to_svg(map);
  for (const LinePlot& plot : line_plots(results, metric)) out += to_svg(plot);
  return out + "</div>\n</section>\n";
}

std::string pictures(const Results& results, const std::vector<const Metric*>& metrics) {
  if (results.study.axes.empty() || metrics.empty()) return "";
  std::string out = choice(metrics);
  for (const Metric* metric : metrics) out += section(results, *metric);
  return out + kChoice;
}

std::string number_cell(const Metric& metric, const std::optional<Spread>& spread) {
  if (!spread) return "<td>&ndash;</td>";
  const std::string mean = text_of(metric, spread->mean);
  const std::string range = range_text(metric, *spread);
  return "<td>" + mean + (range.empty() ? "" : "<span class=\"range\">" + range + "</span>") +
         "</td>";
}

// Every run of the cell by its seed; an ending that is not "done" is told.
std::string runs_of(const Results& results, std::size_t cell) {
  std::string out;
  for (std::size_t i = 0; i < results.study.repeats; ++i) {
    const std::size_t index = cell * results.study.repeats + i;
    const PlannedRun& run = results.study.runs[index];
    const Record& record = results.records[index];
    const std::string seed = std::to_string(run.seed);
    // A run that has not begun has no folder.
    out += (i == 0 ? "" : ", ") + (record.ending == "not run" ? seed : links_to(run, record, seed));
    if (!record.is_done()) out += " (" + xml_text(record.ending) + ")";
  }
  return out;
}

std::string table(const Results& results, const std::vector<const Metric*>& metrics) {
  std::string out = "<h2>Means</h2>\n<div class=\"wide\"><table id=\"means\">\n<tr>";
  for (const std::string& name : short_names(results.study.axes)) {
    out += "<th class=\"axis\">" + xml_text(name) + "</th>";
  }
  for (const Metric* metric : metrics) out += "<th>" + xml_text(metric->head) + "</th>";
  out += "<th class=\"axis\">runs, by seed</th></tr>\n";
  for (std::size_t cell = 0; cell < results.cells(); ++cell) {
    out += "<tr>";
    for (std::size_t i = 0; i < results.study.axes.size(); ++i) {
      out += "<td class=\"axis\">" + xml_text(results.value_of(cell, i)) + "</td>";
    }
    for (const Metric* metric : metrics) {
      out += number_cell(*metric, spread_of(results.records_of(cell), *metric));
    }
    out += "<td class=\"runs\">" + runs_of(results, cell) + "</td></tr>\n";
  }
  return out + "</table></div>\n";
}

std::string troubles(const Results& results) {
  std::string out;
  for (std::size_t i = 0; i < results.records.size(); ++i) {
    const Record& record = results.records[i];
    if (record.is_done() || record.ending == "not run") continue;
    const PlannedRun& run = results.study.runs[i];
    out += fmt::format("<li>{}: {}{}{}</li>\n", links_to(run, record, run.folder),
                       xml_text(record.ending), record.note.empty() ? "" : ": ",
                       xml_text(record.note));
  }
  return out.empty() ? ""
                     : "<h2>Runs that did not come to their end</h2>\n<ul>\n" + out + "</ul>\n";
}

}  // namespace

std::string to_html(const Results& results) {
  const auto metrics = measured(results.records);
  return introduction(results) + pictures(results, metrics) + table(results, metrics) +
         troubles(results) + html_end();
}

}  // namespace lab
