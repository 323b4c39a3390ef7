#include "tools/lab/study/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "tools/lab/run/wall_text.h"

namespace lab {

SweepProgress::SweepProgress(std::size_t total, std::size_t kept, bool quiet)
    : total_(total), kept_(kept), quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0) {
  if (quiet || kept == 0) return;
  const std::string text = fmt::format("{} of {} runs were finished before", kept, total);
  if (terminal_) {
    std::fprintf(stderr, "note: %s\n", text.c_str());
  } else {
    std::fprintf(stderr, "%s\n", Json({{"event", "note"}, {"text", text}}).dump().c_str());
  }
}

SweepProgress::~SweepProgress() {
  if (live_) std::fputs("\n", stderr);
}

double SweepProgress::eta_seconds() const {
  const std::size_t ended = done_ + failed_;
  if (ended == 0) return -1;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  return elapsed.count() / static_cast<double>(ended) * static_cast<double>(total_ - kept_ - ended);
}

void SweepProgress::ended(const std::string& folder, const Record& record) {
  --running_;
  ++(record.is_done() ? done_ : failed_);
  if (quiet_) return;
  if (!terminal_) return json_line(folder, record);
  if (!record.is_done()) {
    std::fprintf(stderr, "\r\x1b[K%s: %s: %s\n", record.ending.c_str(), folder.c_str(),
                 record.note.c_str());
  }
  live_line();
}

void SweepProgress::tick() {
  if (!quiet_ && terminal_) live_line();
}

void SweepProgress::live_line() {
  live_ = true;
  const double eta = eta_seconds();
  std::fprintf(stderr, "\r\x1b[K%s",
               fmt::format("{}/{} done  {} running  {} failed  ETA {}", kept_ + done_, total_,
                           running_, failed_, eta < 0 ? "?" : wall_text(eta))
                   .c_str());
  std::fflush(stderr);
}

void SweepProgress::json_line(const std::string& folder, const Record& record) const {
  Json line = {{"event", "run"},          {"folder", folder},
               {"ending", record.ending}, {"done", kept_ + done_},
               {"total", total_},         {"running", running_},
               {"failed", failed_},       {"eta_seconds", eta_seconds()}};
  if (!record.note.empty()) line["note"] = record.note;
  std::fprintf(stderr, "%s\n", line.dump().c_str());
}

}  // namespace lab
