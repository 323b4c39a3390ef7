#include "tools/lab/report/run_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "protocols/bad_input.h"
#include "tools/lab/files/look.h"

namespace lab {
namespace {

using std::filesystem::path;

std::string text_of_file(const path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (in && text) return text.str();
  // An empty file is no failure of its reader, but of `<<`.
  if (in.is_open() && std::filesystem::is_empty(file)) return "";
  throw protocols::BadInput(file.string() + ": cannot be read\nhint: name the folder of a run");
}

void read_metrics(const path& file, RunRecord& run) {
  std::istringstream in(text_of_file(file));
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    const Json line = Json::parse(text, nullptr, false);
    if (line.is_object() && line.contains("probe")) {
      run.probes.push_back(line);
    } else if (line.is_object() && line.contains("epoch")) {
      run.evaluations.push_back(line);
    } else if (in.eof()) {
      run.remarks.emplace_back("The last line of metrics.jsonl is cut; it was left out.");
    } else {
      throw protocols::BadInput(fmt::format("{}:{}: no line of metrics", file.string(), number));
    }
  }
}

Json read_summary(const path& file) {
  if (!is_there(file)) return {};
  Json summary = Json::parse(text_of_file(file), nullptr, false);
  if (!summary.is_object()) throw protocols::BadInput(file.string() + ": no summary of a run");
  return summary;
}

const Json* find(const Json& json, const Json::json_pointer& place) {
  return json.is_object() && json.contains(place) ? &json.at(place) : nullptr;
}

}  // namespace

void require_run_folder(const path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    throw protocols::BadInput(folder.string() + ": no such folder");
  }
  for (const char* file : {"metrics.jsonl", "config.textproto"}) {
    if (std::ifstream(folder / file) && std::filesystem::is_regular_file(folder / file)) continue;
    throw protocols::BadInput(fmt::format("{}: cannot be read\nhint: name the folder of a run",
                                          (folder / file).string()));
  }
}

RunRecord read_run(const path& folder) {
  require_run_folder(folder);
  RunRecord run;
  run.name = std::filesystem::absolute(folder / "").lexically_normal().parent_path().filename();
  run.config = text_of_file(folder / "config.textproto");
  read_metrics(folder / "metrics.jsonl", run);
  run.summary = read_summary(folder / "summary.json");
  if (run.summary.is_null()) {
    run.remarks.emplace_back(
        "There is no summary.json: the run was killed, or is still running. What it wrote so far "
        "is shown.");
  }
  if (run.evaluations.empty()) run.remarks.emplace_back("Nothing was evaluated yet.");
  return run;
}

std::vector<RunRecord> read_runs(const std::vector<path>& folders) {
  std::vector<RunRecord> runs;
  for (const path& folder : folders) runs.push_back(read_run(folder));
  std::vector<std::string> names;
  for (const RunRecord& run : runs) names.push_back(run.name);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (std::ranges::count(names, names[i]) > 1) runs[i].name = folders[i].string();
  }
  return runs;
}

std::optional<double> number_at(const Json& json, const std::string& place) {
  return number_at(json, Json::json_pointer(place));
}

std::optional<double> number_at(const Json& json, const Json::json_pointer& place) {
  const Json* found = find(json, place);
  return found != nullptr && found->is_number() ? std::optional(found->get<double>())
                                                : std::nullopt;
}

std::string text_at(const Json& json, const std::string& place) {
  const Json* found = find(json, Json::json_pointer(place));
  return found != nullptr && found->is_string() ? found->get<std::string>() : "";
}

Json list_at(const Json& json, const std::string& place) {
  const Json* found = find(json, Json::json_pointer(place));
  return found != nullptr && found->is_array() ? *found : Json::array();
}

}  // namespace lab
