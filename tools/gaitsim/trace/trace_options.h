// What the subcommands of gaitsim trace share: filters, progress, warnings.
#pragma once

#include <chrono>
#include <string>

#include "tools/gaitsim/commands.h"
#include "tools/lab/trace/list/filter.h"

namespace gaitsim {

void add_filter(CLI::App& command, lab::trace::FilterWords& words);

// On standard error, once reading takes longer than a second: a live line on a terminal, JSON lines
// elsewhere.
class ReadingProgress {
 public:
  explicit ReadingProgress(std::string doing) : doing_(std::move(doing)) {}
  ~ReadingProgress();
  ReadingProgress(const ReadingProgress&) = delete;
  ReadingProgress& operator=(const ReadingProgress&) = delete;

  void operator()(std::uint64_t done, std::uint64_t all);

 private:
  using Clock = std::chrono::steady_clock;
  std::string doing_;
  Clock::time_point next_ = Clock::now() + std::chrono::seconds(1);
  bool live_ = false;
};

// What could not be read is said, on standard error, whatever was asked.
void warn_of_damage(const lab::trace::TraceFile& file);

}  // namespace gaitsim
