// The folder that a run writes: config, metrics, summary, weights.
#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "neurons/tensor.h"

namespace lab {

using Json = nlohmann::ordered_json;

inline constexpr const char* kReportFile = "report.html";  // in the folder; the command writes it

// null for what was not measured.
inline Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

class RunFolder {
 public:
  // Makes the folder and proves that it can be written, before any work is done. Outputs of an
  // earlier run in it are removed. Throws protocols::BadInput if that is not possible.
  explicit RunFolder(const std::filesystem::path& folder);

  const std::filesystem::path& path() const { return folder_; }

  void write_config(std::string_view text) const;
  void add_metrics(const Json& line);  // on disk when this returns
  void write_weights(const std::vector<neurons::Weights>& weights,
                     const std::vector<neurons::TensorPtr>& feedback) const;
  void write_summary(const Json& summary) const;
  void write_picture(std::string_view svg) const;  // accuracy.svg

 private:
  std::filesystem::path folder_;
  std::ofstream metrics_;
};

}  // namespace lab
