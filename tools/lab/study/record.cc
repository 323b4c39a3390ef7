#include "tools/lab/study/record.h"

#include <fmt/format.h>

namespace lab {
namespace {

// A number, or the mean of a list of numbers; nothing else counts.
std::optional<double> mean_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_array()) return std::nullopt;
  double sum = 0, count = 0;
  for (const Json& part : value) {
    if (!part.is_number()) continue;
    sum += part.get<double>();
    ++count;
  }
  return count > 0 ? std::optional(sum / count) : std::nullopt;
}

// Lines are of evaluations or of the alignment probe; each has what it has.
void read_line(const Json& line, Record& record) {
  if (line.contains("orthogonality_defect")) {
    record.orthogonality_defect = mean_of(line["orthogonality_defect"]);
  }
  const Json cosines = line.value("cosine", Json());
  if (!cosines.is_array()) return;
  if (cosines.size() > record.cosines.size()) record.cosines.resize(cosines.size());
  for (std::size_t i = 0; i < cosines.size(); ++i) {
    if (const auto cosine = mean_of(cosines[i])) record.cosines[i] = cosine;
  }
}

void read_metrics_into(const std::filesystem::path& file, Record& record) {
  std::ifstream in(file);
  for (std::string text; std::getline(in, text);) {
    const Json line = Json::parse(text, nullptr, false);
    if (line.is_object()) read_line(line, record);
  }
}

std::string ending_of(int exit_code) {
  if (exit_code == 2) return "bad input";
  if (exit_code == 3) return "contract broken";
  if (exit_code == 4) return "deadlock";
  if (exit_code == 127) return "not started";
  if (exit_code == 130) return "interrupted";
  return exit_code > 128 ? fmt::format("killed by signal {}", exit_code - 128) : "failed";
}

// The first error that the process told.
std::string trouble_in(const std::filesystem::path& file) {
  constexpr std::string_view kError = "error: ";
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(kError)) return line.substr(kError.size());
  }
  return "";
}

}  // namespace

std::optional<double> Record::number(const char* pointer) const {
  const Json::json_pointer place(pointer);
  if (!summary.is_object() || !summary.contains(place)) return std::nullopt;
  return mean_of(summary[place]);
}

Json read_json(const std::filesystem::path& file) {
  std::ifstream in(file);
  const Json content = in ? Json::parse(in, nullptr, false) : Json();
  return content.is_discarded() ? Json() : content;
}

Record read_record(const std::filesystem::path& folder) {
  Record record;
  record.summary = read_json(folder / "summary.json");
  if (record.summary.is_object()) {
    const Json ending = record.summary.value("ending", Json());
    record.ending = ending.is_string() ? ending.get<std::string>() : "failed";
  }
  read_metrics_into(folder / "metrics.jsonl", record);
  record.has_report = std::filesystem::exists(folder / kReportFile);
  return record;
}

Record read_record(const std::filesystem::path& folder, int exit_code) {
  Record record = read_record(folder);
  if (exit_code == 0) return record;
  if (record.summary.is_null() || record.is_done()) record.ending = ending_of(exit_code);
  record.note = trouble_in(stderr_of(folder));
  if (record.note.starts_with(record.ending + ": ")) record.note.erase(0, record.ending.size() + 2);
  return record;
}

std::filesystem::path stdout_of(const std::filesystem::path& folder) {
  return folder / "stdout.txt";
}

std::filesystem::path stderr_of(const std::filesystem::path& folder) {
  return folder / "stderr.txt";
}

}  // namespace lab
