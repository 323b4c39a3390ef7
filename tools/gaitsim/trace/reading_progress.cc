#include "tools/gaitsim/trace/reading_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "tools/lab/run/status.h"

namespace gaitsim {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kOnTerminal{200}, kElsewhere{5000};

}  // namespace

ReadingProgress::ReadingProgress() : terminal_(isatty(STDERR_FILENO) != 0), last_(Clock::now()) {}

ReadingProgress::~ReadingProgress() {
  if (live_) std::fputs("\r\x1b[K", stderr);
}

void ReadingProgress::tick(std::uint64_t done, std::uint64_t all) {
  if (all == 0 || Clock::now() - last_ < (terminal_ ? kOnTerminal : kElsewhere)) return;
  last_ = Clock::now();
  live_ = terminal_;
  const double share = static_cast<double>(done) / static_cast<double>(all);
  const std::string line =
      terminal_ ? fmt::format("\r\x1b[K{:.0f}% of the trace", 100 * share)
                : fmt::format("{{\"event\":\"progress\",\"bytes\":{},\"of\":{}}}\n", done, all);
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

void warn_of_damage(const lab::trace::TraceFile& file) {
  if (file.damages().empty()) return;
  std::uint64_t bytes = 0;
  for (const lab::trace::Damage& damage : file.damages()) bytes += damage.bytes;
  lab::Status(false).say(
      "warning", fmt::format("{} place(s) of the trace, {} bytes, cannot be read: what they "
                             "held is left out (gaitsim trace info lists them)",
                             file.damages().size(), bytes));
}

}  // namespace gaitsim
