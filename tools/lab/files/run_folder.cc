#include "tools/lab/files/run_folder.h"

#include <stdexcept>
#include <string>

#include "protocols/bad_input.h"
#include "tools/lab/files/weight_files.h"
#include "tools/lab/files/whole_file.h"

namespace lab {
namespace {

[[noreturn]] void fail(const std::filesystem::path& folder, const std::string& reason) {
  throw protocols::BadInput("output folder '" + folder.string() + "' cannot be written: " + reason +
                            "\nhint: choose another with --out DIR");
}

// Weights of one's own, or whatever else stands there, are not for us to remove.
void require_a_runs_folder(const std::filesystem::path& folder) {
  const auto is_there = [&](const char* name) { return std::filesystem::exists(folder / name); };
  if (is_there("metrics.jsonl") || is_there("summary.json")) return;
  for (const char* ours : {"weights", "config.textproto", kReportFile}) {
    if (is_there(ours)) fail(folder, std::string("it holds '") + ours + "', but not of a run");
  }
}

}  // namespace

RunFolder::RunFolder(const std::filesystem::path& folder) : folder_(folder) {
  require_a_runs_folder(folder);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(folder, error.message());
  for (const char* old : {"summary.json", "config.textproto", "accuracy.svg", kReportFile}) {
    std::filesystem::remove(folder / old, error);
  }
  for (const auto& old : std::filesystem::directory_iterator(folder, error)) {
    if (old.path().extension() == ".gtrace") std::filesystem::remove(old.path(), error);
  }
  std::filesystem::create_directories(folder / "weights", error);
  if (error) fail(folder, error.message());
  metrics_.open(folder / "metrics.jsonl", std::ios::trunc);
  if (!metrics_) fail(folder, "metrics.jsonl cannot be opened");
}

void RunFolder::write_config(std::string_view text) const {
  write_whole(folder_ / "config.textproto", text);
}

void RunFolder::add_metrics(const Json& line) {
  metrics_ << line.dump() << '\n' << std::flush;
  if (!metrics_) throw std::runtime_error((folder_ / "metrics.jsonl").string() + ": disk full?");
}

void RunFolder::write_weights(const std::vector<neurons::Weights>& weights,
                              const std::vector<neurons::TensorPtr>& feedback) const {
  lab::write_weights(folder_ / "weights", weights);
  write_feedback(folder_ / "weights", feedback);
}

void RunFolder::write_summary(const Json& summary) const {
  write_whole(folder_ / "summary.json", summary.dump(2) + "\n");
}

void RunFolder::write_picture(std::string_view svg) const {
  write_whole(folder_ / "accuracy.svg", svg);
}

}  // namespace lab
