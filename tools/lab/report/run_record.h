// What is left of a run in its folder, finished or not. It draws nothing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/lab/files/run_folder.h"

namespace lab {

struct RunRecord {
  std::string name;                       // of the folder
  std::string config;                     // resolved, as text
  std::vector<Json> evaluations, probes;  // the lines of metrics.jsonl
  Json summary;                           // null of a run that was killed, or is still running
  std::vector<std::string> remarks;       // what is missing, for people
  std::vector<std::string> lives;         // of its first samples, drawn from its trace: SVG

  // The last evaluation, null if there was none.
  Json last() const { return evaluations.empty() ? Json() : evaluations.back(); }
};

// Throws protocols::BadInput now, before the work, if the folder is not one of a run.
void require_run_folder(const std::filesystem::path& folder);

// Throws protocols::BadInput if something in it is damaged. Of a run that was killed the summary
// may be missing and the last line of metrics cut; both are remarks.
RunRecord read_run(const std::filesystem::path& folder);

// The same of several; runs whose folders are called the same get their paths for names.
std::vector<RunRecord> read_runs(const std::vector<std::filesystem::path>& folders);

// What is at a place in JSON ("/updates/applied"), if it is what it should be.
std::optional<double> number_at(const Json& json, const std::string& place);
std::optional<double> number_at(const Json& json, const Json::json_pointer& place);  // faster
std::string text_at(const Json& json, const std::string& place);
// Empty if there is no list.
Json list_at(const Json& json, const std::string& place);

}  // namespace lab
