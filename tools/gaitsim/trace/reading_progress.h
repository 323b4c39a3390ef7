// How far the reading of a trace has come, on standard error, if it takes long: one live line on a
// terminal, JSON lines elsewhere.
#pragma once

#include <chrono>
#include <cstdint>

#include "tools/lab/trace/trace_file.h"

namespace gaitsim {

class ReadingProgress {
 public:
  ReadingProgress();
  ~ReadingProgress();
  ReadingProgress(const ReadingProgress&) = delete;
  ReadingProgress& operator=(const ReadingProgress&) = delete;

  void tick(std::uint64_t done, std::uint64_t all);

 private:
  bool terminal_;
  bool live_ = false;  // a live line stands on the terminal
  std::chrono::steady_clock::time_point last_;
};

// Says on standard error what of the trace could not be read, if anything.
void warn_of_damage(const lab::trace::TraceFile& file);

}  // namespace gaitsim
