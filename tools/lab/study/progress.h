// How far a study has come, on standard error: one live line on a terminal, JSON lines elsewhere.
#pragma once

#include <chrono>
#include <string>

#include "tools/lab/study/record.h"

namespace lab {

class SweepProgress {
 public:
  // Of `total` runs, `kept` were finished before.
  SweepProgress(std::size_t total, std::size_t kept, bool quiet);
  ~SweepProgress();
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  void begun() { ++running_; }
  void ended(const std::string& folder, const Record& record);
  void tick();  // at regular wall times

 private:
  void live_line();
  void json_line(const std::string& folder, const Record& record) const;
  // Of the wall time so far; negative: nobody knows yet.
  double eta_seconds() const;

  std::size_t total_, kept_;
  std::size_t running_ = 0, done_ = 0, failed_ = 0;  // of those that were not kept
  bool quiet_, terminal_;
  bool live_ = false;  // a live line stands on the terminal
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace lab
