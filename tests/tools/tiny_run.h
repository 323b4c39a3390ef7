// What tests of whole runs share: a folder that goes away, an experiment of 20 short steps whose
// parts are the case that does not matter, and its outcome.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/config.h"
#include "tests/source_files.h"
#include "tools/lab/run/run.h"

namespace lab {

// Made empty at once, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    static std::atomic<int> made = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("gaitsim-" + std::to_string(getpid()) + "-" + std::to_string(++made));
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline const std::filesystem::path kSource = tests::source_folder();
inline const std::filesystem::path kGolden = kSource / "tests/golden";

// 120 images in batches of 6: an epoch has 20 steps. There are no test images.
inline const std::string kTiny = R"(
name: "tiny"
data { idx { directory: "tower-gait" } batch: 6 }
network { tower { widths: [16, 16, 10, 6] } }
rule { gait {} }
optimizer { adam {} }
clock { quiescence {} }
link { match: "*" delay { constant: "10us" } }
run { epochs: 1 }
)";

using Overrides = std::vector<std::string>;

// Links that lose, repeat and delay at random, under a clock that does not wait for them.
inline const Overrides kLossy = {
    "clock.lockstep={infer: \"60us\" target: \"60us\"}",
    "link[1]={match: \"feed*\" delay { lognormal { median: \"10us\" sigma: 0.5 } } loss: 0.05 "
    "duplicate: 0.05}",
};

inline Overrides operator+(Overrides left, const Overrides& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

// Rules whose feedback learns at rest only are refused without any.
inline Overrides rest_for(std::string_view rule) {
  if (rule != "dtp" && rule != "drl" && rule != "weight_mirror") return {};
  return {"clock.rest={before: 20}"};
}

inline RunOptions with_loopback() {
  RunOptions options;
  options.loopback = true;
  return options;
}

inline RunOptions with_threads(std::size_t threads) {
  RunOptions options;
  options.threads = threads;
  return options;
}

inline RunOptions starting_from(const std::filesystem::path& weights) {
  RunOptions options;
  options.setup.init_weights = weights;
  return options;
}

// Runs a config quietly; the data sets are the golden ones.
inline Outcome run_text(const std::string& text, const Overrides& overrides,
                        const std::filesystem::path& out, RunOptions options = {}) {
  options.setup.data_dir = kGolden;
  options.out = out;
  options.quiet = true;
  return run(protocols::parse_config(text, "test.textproto", overrides), options);
}

inline Outcome run_tiny(const std::filesystem::path& out, const Overrides& overrides = {},
                        const RunOptions& options = {}) {
  return run_text(kTiny, overrides, out, options);
}

inline Outcome run_file(const std::filesystem::path& config, const Overrides& overrides,
                        const std::filesystem::path& out, RunOptions options = {}) {
  options.setup.data_dir = kGolden;
  options.out = out;
  options.quiet = true;
  return run(protocols::load_config(config, overrides), options);
}

inline std::string fingerprint_of(const Outcome& outcome) { return outcome.summary["fingerprint"]; }

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// All weight files of a run, one after the other.
inline std::string weight_bytes_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "weights")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::string all;
  for (const auto& file : files) all += file.filename().string() + text_of(file);
  return all;
}

}  // namespace lab
