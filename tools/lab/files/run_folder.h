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

class RunFolder {
 public:
  // Makes the folder and proves that it can be written, before any work is done. Nobody else works
  // in it until this goes. What an earlier run left in it is removed, unless "anew" is false: then
  // go_on() says how much of it is good. Throws protocols::BadInput if any of that is not possible.
  explicit RunFolder(const std::filesystem::path& folder, bool anew = true);
  // A folder that another process writes: whatever is written here goes nowhere.
  static RunFolder of_another(const std::filesystem::path& folder) { return {Another{}, folder}; }

  // Keeps so many bytes of the metrics, and nothing of how the run ended. Throws
  // protocols::BadInput if there are fewer.
  void go_on(std::uint64_t metrics_bytes);

  const std::filesystem::path& path() const { return folder_; }
  std::uint64_t metrics_bytes() const { return metrics_bytes_; }

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
  std::optional<FolderLock> lock_;
  std::ofstream metrics_;
  std::uint64_t metrics_bytes_ = 0;
};

}  // namespace lab
