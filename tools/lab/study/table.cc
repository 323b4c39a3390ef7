// The results as text: a table of cells for people, one object for programs.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tools/lab/study/metric.h"
#include "tools/lab/study/names.h"
#include "tools/lab/study/results.h"

namespace lab {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string aligned(const Rows& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += fmt::format("{}{:>{}}", i == 0 ? "" : "  ", row[i], widths[i]);
    }
    out += '\n';
  }
  return out;
}

std::vector<std::string> head(const Results& results, const std::vector<const Metric*>& metrics) {
  std::vector<std::string> out = short_names(results.study.axes);
  out.push_back("done");
  for (const Metric* metric : metrics) out.push_back(metric->head);
  return out;
}

std::vector<std::string> row(const Results& results, std::size_t cell,
                             const std::vector<const Metric*>& metrics) {
  const auto records = results.records_of(cell);
  std::vector<std::string> out;
  for (std::size_t i = 0; i < results.study.axes.size(); ++i) {
    out.push_back(results.value_of(cell, i));
  }
  out.push_back(
      fmt::format("{}/{}", std::ranges::count_if(records, &Record::is_done), records.size()));
  for (const Metric* metric : metrics) out.push_back(text_of(*metric, spread_of(records, *metric)));
  return out;
}

std::string troubles(const Results& results) {
  std::string out;
  for (std::size_t i = 0; i < results.records.size(); ++i) {
    const Record& record = results.records[i];
    if (record.is_done()) continue;
    out += fmt::format("{}: {}{}{}\n", results.study.runs[i].folder, record.ending,
                       record.note.empty() ? "" : ": ", record.note);
  }
  return out.empty() ? out : "\n" + out;
}

}  // namespace

std::string to_table(const Results& results) {
  const auto metrics = measured(results.records);
  Rows rows = {head(results, metrics)};
  for (std::size_t cell = 0; cell < results.cells(); ++cell) {
    rows.push_back(row(results, cell, metrics));
  }
  return aligned(rows) + troubles(results);
}

Json to_json(const Results& results) {
  Json out = {{"name", results.study.name}, {"command", results.command}};
  out["axes"] = Json::array();
  for (const Axis& axis : results.study.axes) {
    out["axes"].push_back({{"path", axis.path}, {"values", axis.values}});
  }
  out["repeats"] = results.study.repeats;
  out["folder"] = results.study.out.string();
  out["runs"] = Json::array();
  for (std::size_t i = 0; i < results.records.size(); ++i) {
    const PlannedRun& run = results.study.runs[i];
    const Record& record = results.records[i];
    out["runs"].push_back({{"folder", run.folder},
                           {"set", run.settings},
                           {"seed", run.seed},
                           {"ending", record.ending},
                           {"note", record.note},
                           {"summary", record.summary}});
  }
  return out;
}

std::string count_text(const Results& results) {
  std::map<std::string, int> others;
  int done = 0;
  for (const Record& record : results.records) ++(record.is_done() ? done : others[record.ending]);
  std::string out = fmt::format("{} done", done);
  for (const auto& [ending, count] : others) out += fmt::format(", {} {}", count, ending);
  return out;
}

}  // namespace lab
