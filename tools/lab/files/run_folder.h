// The folder that a run writes: config, metrics, summary, weights.
#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "neurons/tensor.h"
#include "tools/lab/files/folder_lock.h"

namespace lab {

using Json = nlohmann::ordered_json;

inline constexpr const char* kReportFile = "report.html";  // in the folder; the command writes it

// null for what was not measured.
inline Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

// What becomes of a run in the folder that was stopped on its way, and could go on.
enum class Stopped { kStays, kGoes };

class RunFolder {
 public:
  // Makes the folder and proves that it can be written, before any work is done. Nobody else works
  // in it until this goes. What is in it stays until start_anew() or go_on(); if neither is called,
  // a folder that this has made goes with it. Throws protocols::BadInput if it cannot be written,
  // or if a run that was stopped in there stays.
  RunFolder(const std::filesystem::path& folder, Stopped stopped);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  // A folder that another process writes: whatever is written here goes nowhere.
  static RunFolder of_another(const std::filesystem::path& folder) { return {Another{}, folder}; }

  // Removes what an earlier run left; true if there was one. Throws protocols::BadInput.
  bool start_anew();
  // Keeps so many bytes of the metrics, and nothing of how the run ended. Throws
  // protocols::BadInput if there are fewer.
  void go_on(std::uint64_t metrics_bytes);

  const std::filesystem::path& path() const { return folder_; }
  std::uint64_t metrics_bytes() const { return metrics_bytes_; }
  bool has_metrics(std::uint64_t bytes) const;  // so many, or more

  void write_config(std::string_view text) const;
  void add_metrics(const Json& line);  // in the file when this returns
  void sync() const;                   // all metrics are on the disk when this returns
  void sync_all() const;               // and all results
  void write_weights(const std::vector<neurons::Weights>& weights,
                     const std::vector<neurons::TensorPtr>& feedback) const;
  void write_summary(const Json& summary) const;
  void write_picture(std::string_view svg) const;  // accuracy.svg

 private:
  struct Another {};
  RunFolder(Another, std::filesystem::path folder) : folder_(std::move(folder)) {}
  bool is_ours() const { return lock_.has_value(); }

  std::filesystem::path folder_;
  std::filesystem::path made_;  // the uppermost folder that was not there, until something is in it
  std::optional<FolderLock> lock_;
  std::ofstream metrics_;
  std::uint64_t metrics_bytes_ = 0;
};

}  // namespace lab
