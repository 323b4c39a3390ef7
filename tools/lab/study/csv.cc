// results.csv: a column is a name and how it is read from a run.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "tools/lab/study/results.h"

namespace lab {
namespace {

struct Column {
  std::string name;
  std::function<std::string(const PlannedRun&, const Record&)> cell;
};

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string out = "\"";
  for (const char letter : text) out += letter == '"' ? "\"\"" : std::string(1, letter);
  return out + "\"";
}

// As JSON writes it: as many digits as are needed to read the same number back.
std::string text_of(const std::optional<double>& value) { return value ? Json(*value).dump() : ""; }

Column of_run(std::string name, std::string (*cell)(const PlannedRun&, const Record&)) {
  return {std::move(name), cell};
}

// A value of the summary as it stands there, so that counts stay whole.
Column of_summary(std::string name, const std::string& pointer) {
  const Json::json_pointer place(pointer);
  return {std::move(name), [place](const PlannedRun&, const Record& record) {
            if (!record.summary.is_object() || !record.summary.contains(place))
              return std::string();
            const Json& value = record.summary[place];
            if (value.is_null()) return std::string();
            return value.is_string() ? value.get<std::string>() : value.dump();
          }};
}

std::uint64_t sum_of_kinds(const Record& record, const char* what) {
  std::uint64_t sum = 0;
  for (const Json& kind : record.summary["messages"]) sum += kind.value(what, std::uint64_t{0});
  return sum;
}

// Over all kinds of messages.
Column of_traffic(std::string name, const char* what) {
  return {std::move(name), [what](const PlannedRun&, const Record& record) {
            if (!record.summary.is_object() || !record.summary.contains("messages")) {
              return std::string();
            }
            return std::to_string(sum_of_kinds(record, what));
          }};
}

void add_axes(const Study& study, std::vector<Column>& columns) {
  for (std::size_t i = 0; i < study.axes.size(); ++i) {
    columns.push_back({study.axes[i].path, [&study, i](const PlannedRun& run, const Record&) {
                         return study.axes[i].values[run.at[i]];
                       }});
  }
}

void add_cosines(const Results& results, std::vector<Column>& columns) {
  std::size_t layers = 0;
  for (const Record& record : results.records) layers = std::max(layers, record.cosines.size());
  for (std::size_t i = 0; i < layers; ++i) {
    columns.push_back({"cosine_" + std::to_string(i + 1), [i](const PlannedRun&, const Record& r) {
                         return i < r.cosines.size() ? text_of(r.cosines[i]) : std::string();
                       }});
  }
}

std::vector<Column> columns_of(const Results& results) {
  std::vector<Column> out;
  add_axes(results.study, out);
  out.push_back(of_run(
      "seed", [](const PlannedRun& run, const Record&) { return std::to_string(run.seed); }));
  out.push_back(of_run("folder", [](const PlannedRun& run, const Record&) { return run.folder; }));
  out.push_back(of_run("ending", [](const PlannedRun&, const Record& r) { return r.ending; }));
  for (const char* name : {"fingerprint", "train_accuracy", "test_accuracy", "loss", "step",
                           "virtual_seconds", "wall_seconds"}) {
    out.push_back(of_summary(name, fmt::format("/{}", name)));
  }
  for (const char* name : {"applied", "stale", "mismatched", "rejected", "missed", "duplicate"}) {
    out.push_back(of_summary(name, fmt::format("/updates/{}", name)));
  }
  out.push_back(of_traffic("messages", "messages"));
  out.push_back(of_traffic("bytes", "bytes"));
  out.push_back(of_summary("non_local_bytes", "/non_local/bytes"));
  out.push_back(of_run("orthogonality_defect", [](const PlannedRun&, const Record& r) {
    return text_of(r.orthogonality_defect);
  }));
  add_cosines(results, out);
  out.push_back(of_run("note", [](const PlannedRun&, const Record& r) { return r.note; }));
  return out;
}

}  // namespace

std::string to_csv(const Results& results) {
  const std::vector<Column> columns = columns_of(results);
  std::vector<std::string> fields;
  for (const Column& column : columns) fields.push_back(quoted(column.name));
  std::string out = fmt::format("{}\n", fmt::join(fields, ","));
  for (std::size_t i = 0; i < results.records.size(); ++i) {
    fields.clear();
    for (const Column& column : columns) {
      fields.push_back(quoted(column.cell(results.study.runs[i], results.records[i])));
    }
    out += fmt::format("{}\n", fmt::join(fields, ","));
  }
  return out;
}

}  // namespace lab
