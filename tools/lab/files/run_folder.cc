#include "tools/lab/files/run_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

#include "protocols/bad_input.h"
#include "tools/lab/files/checkpoint_file.h"
#include "tools/lab/files/look.h"
#include "tools/lab/files/weight_files.h"
#include "tools/lab/files/whole_file.h"

namespace lab {
namespace {

[[noreturn]] void fail(const std::filesystem::path& folder, const std::string& reason) {
  throw protocols::BadInput("output folder '" + folder.string() + "' cannot be written: " + reason +
                            "\nhint: run and fork write elsewhere with --out DIR");
}

// Of the end of a run.
constexpr const char* kResults[] = {"summary.json", "config.textproto", "accuracy.svg",
                                    kReportFile};

// Weights of one's own, or whatever else stands there, are not for us to remove.
const std::filesystem::path& a_runs_folder(const std::filesystem::path& folder) {
  if (is_there(folder / "metrics.jsonl") || is_there(folder / "summary.json")) return folder;
  for (const char* ours : {"weights", "config.textproto", kReportFile}) {
    if (!is_there(folder / ours)) continue;
    fail(folder, std::string("it holds '") + ours + "', but not of a run");
  }
  return folder;
}

// The uppermost folder on the way there that has to be made; empty: none.
std::filesystem::path first_missing(const std::filesystem::path& folder) {
  std::filesystem::path out;
  for (auto way = folder; !way.empty() && !is_there(way); way = way.parent_path()) out = way;
  return out;
}

void require_writable_parts(const std::filesystem::path& folder) {
  for (const char* part : {"", "weights", "metrics.jsonl"}) {
    if (access((folder / part).c_str(), W_OK) == 0 || errno == ENOENT) continue;
    fail(folder, std::string(part) + (*part == '\0' ? "" : ": ") + std::strerror(errno));
  }
}

// A run that was killed has no summary.
bool was_cut_short(const std::filesystem::path& folder) {
  std::ifstream in(folder / "summary.json");
  const Json summary = Json::parse(in, nullptr, false);
  return !summary.is_object() || summary.value("can_resume", false);
}

// Before its first step it had reached nothing.
void require_nothing_stopped(const std::filesystem::path& folder) {
  const auto checkpoint = CheckpointFolder(folder).newest_header();
  if (!checkpoint || checkpoint->step() == 0 || !was_cut_short(folder)) return;
  throw protocols::BadInput(fmt::format(
      "output folder '{0}' holds a run that was stopped, with a checkpoint of step {1}\n"
      "hint: gaitsim resume {0} goes on with it; --out DIR is somewhere else, and gaitsim run "
      "--replace begins anew",
      folder.string(), checkpoint->step()));
}

}  // namespace

RunFolder::RunFolder(const std::filesystem::path& folder, Stopped stopped)
    : folder_(a_runs_folder(folder)), made_(first_missing(folder)), lock_(std::in_place, folder) {
  require_writable_parts(folder);
  if (stopped == Stopped::kStays) require_nothing_stopped(folder);
}

RunFolder::~RunFolder() {
  if (!is_ours() || made_.empty()) return;
  std::error_code error;
  std::filesystem::remove(folder_ / ".lock", error);
  for (std::filesystem::path made = folder_; !error; made = made.parent_path()) {
    std::filesystem::remove(made, error);  // unless something else is in there
    if (made == made_) return;
  }
}

bool RunFolder::start_anew() {
  if (!is_ours()) return false;
  made_.clear();
  const bool had_one = is_there(folder_ / "summary.json");
  std::error_code error;
  for (const char* old : kResults) std::filesystem::remove(folder_ / old, error);
  CheckpointFolder(folder_).remove_all();
  for (const auto& old : std::filesystem::directory_iterator(folder_, error)) {
    if (old.path().extension() == ".gtrace") std::filesystem::remove(old.path(), error);
  }
  std::filesystem::create_directories(folder_ / "weights", error);
  if (error) fail(folder_, error.message());
  metrics_.open(folder_ / "metrics.jsonl", std::ios::trunc);
  if (!metrics_) fail(folder_, "metrics.jsonl cannot be opened");
  return had_one;
}

void RunFolder::go_on(std::uint64_t metrics_bytes) {
  if (!is_ours()) return;
  made_.clear();
  if (!has_metrics(metrics_bytes)) {
    fail(folder_, "metrics.jsonl has less in it than when the checkpoint was written");
  }
  const std::filesystem::path metrics = folder_ / "metrics.jsonl";
  std::error_code error;
  for (const char* old : kResults) std::filesystem::remove(folder_ / old, error);
  std::filesystem::resize_file(metrics, metrics_bytes, error);
  if (error) fail(folder_, error.message());
  metrics_.open(metrics, std::ios::app);
  if (!metrics_) fail(folder_, "metrics.jsonl cannot be opened");
  metrics_bytes_ = metrics_bytes;
}

bool RunFolder::has_metrics(std::uint64_t bytes) const {
  std::error_code error;
  const std::uint64_t found = std::filesystem::file_size(folder_ / "metrics.jsonl", error);
  return !error && found >= bytes;
}

void RunFolder::sync() const {
  if (is_ours()) sync_file(folder_ / "metrics.jsonl");
}

void RunFolder::sync_all() const {
  if (!is_ours()) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (entry.is_regular_file() || entry.is_directory()) sync_file(entry.path());
  }
  sync_file(folder_);
}

void RunFolder::write_config(std::string_view text) const {
  if (is_ours()) write_whole(folder_ / "config.textproto", text);
}

// A file that was removed can still be written, and nobody would ever see what.
void RunFolder::add_metrics(const Json& line) {
  if (!is_ours()) return;
  const std::filesystem::path file = folder_ / "metrics.jsonl";
  const std::string text = line.dump() + '\n';
  metrics_ << text << std::flush;
  metrics_bytes_ += text.size();
  if (!metrics_) throw std::runtime_error(file.string() + ": cannot be written: is the disk full?");
  std::error_code error;
  if (std::filesystem::file_size(file, error) == metrics_bytes_ && !error) return;
  throw std::runtime_error(file.string() +
                           ": was removed or changed by somebody else while the run wrote it");
}

void RunFolder::write_weights(const std::vector<neurons::Weights>& weights,
                              const std::vector<neurons::TensorPtr>& feedback) const {
  if (!is_ours()) return;
  lab::write_weights(folder_ / "weights", weights);
  write_feedback(folder_ / "weights", feedback);
}

void RunFolder::write_summary(const Json& summary) const {
  if (is_ours()) write_whole(folder_ / "summary.json", summary.dump(2) + "\n");
}

void RunFolder::write_picture(std::string_view svg) const {
  if (is_ours()) write_whole(folder_ / "accuracy.svg", svg);
}

}  // namespace lab
