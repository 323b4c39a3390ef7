// What is known of one run of a study: read from its folder. It knows no other run.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/lab/files/run_folder.h"

namespace lab {

struct Record {
  std::string ending = "not run";              // as in summary.json, or why there is none
  std::string note;                            // what went wrong, in one line
  Json summary;                                // null: none was written
  std::optional<double> orthogonality_defect;  // of the last evaluation, mean of the layers
  // With backpropagation; for each layer that of the last update that could be judged.
  std::vector<std::optional<double>> cosines;
  bool has_report = false;  // its page is there

  bool is_done() const { return ending == "done"; }
  // Of the summary, such as "/updates/applied"; absent: it was not measured.
  std::optional<double> number(const char* pointer) const;
};

// null if there is no such file, or no JSON in it.
Json read_json(const std::filesystem::path& file);

// Of a run that ended by itself, now or long ago.
Record read_record(const std::filesystem::path& folder);

// Of a process that ended with this code just now.
Record read_record(const std::filesystem::path& folder, int exit_code);

// Where the standard output and standard error of the process of a run are kept.
std::filesystem::path stdout_of(const std::filesystem::path& folder);
std::filesystem::path stderr_of(const std::filesystem::path& folder);

}  // namespace lab
