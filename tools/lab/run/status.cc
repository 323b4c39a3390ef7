#include "tools/lab/run/status.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/lab/run/wall_text.h"

namespace lab {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kBetweenLines{5};

double seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }

std::string percent(const std::optional<double>& fraction) {
  return fraction ? fmt::format("{:.2f}%", 100 * *fraction) : "-";
}

std::string rate(double per_second) {
  return per_second < 1000 ? fmt::format("{:.0f}", per_second)
                           : fmt::format("{:.1f}k", per_second / 1000);
}

std::string wall_text_of(const std::optional<double>& seconds) {
  return seconds ? wall_text(*seconds) : "?";
}

// A line that is wider than the terminal would leave a row behind at every tick.
std::string fitted(const std::string& line) {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? line.substr(0, size.ws_col - 1u) : line;
}

nlohmann::ordered_json number(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

}  // namespace

Status::Status(bool quiet)
    : quiet_(quiet), terminal_(isatty(STDERR_FILENO) != 0), start_(Clock::now()), last_line_() {}

void Status::began_before(double seconds) {
  start_ -= std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

double Status::wall_seconds() const { return seconds(Clock::now() - start_); }

std::optional<double> Status::eta(const Progress& p) const {
  if (p.step == 0) return std::nullopt;
  return wall_seconds() / static_cast<double>(p.step) * static_cast<double>(p.steps - p.step);
}

void Status::tick(const Progress& progress) {
  if (quiet_) return;
  if (terminal_) return live_line(progress);
  if (Clock::now() - last_line_ < kBetweenLines) return;
  last_line_ = Clock::now();
  json_line(progress, "progress");
}

void Status::evaluated(const Progress& progress) {
  if (quiet_) return;
  if (terminal_) return live_line(progress);
  last_line_ = Clock::now();
  json_line(progress, "evaluation");
}

void Status::now(const Progress& progress) {
  if (terminal_) return live_line(progress);
  json_line(progress, "status");
}

void Status::say(const char* kind, const std::string& text) const {
  if (terminal_) {
    std::fprintf(stderr, "\r\x1b[K%s: %s\n", kind, text.c_str());
    return;
  }
  const nlohmann::ordered_json line = {{"event", kind}, {"text", text}};
  std::fprintf(stderr, "%s\n", line.dump().c_str());
}

void Status::finish() {
  if (live_) std::fputs("\n", stderr);
}

void Status::live_line(const Progress& p) {
  live_ = true;
  const double events = static_cast<double>(p.events) / wall_seconds();
  const std::string line = fmt::format(
      "epoch {:.2f}  {}/{}  ETA {}  test {}  train {}  loss {:.4g}  stale {}  in flight {}  "
      "t {:.4g}s  {} events/s",
      p.epoch, p.step, p.steps, wall_text_of(eta(p)), percent(p.test_accuracy),
      percent(p.train_accuracy), p.loss, p.stale, p.in_flight, p.virtual_seconds, rate(events));
  std::fprintf(stderr, "\r\x1b[K%s", fitted(line).c_str());
  std::fflush(stderr);
}

void Status::json_line(const Progress& p, const char* event) const {
  nlohmann::ordered_json line;
  line["event"] = event;
  line["step"] = p.step;
  line["steps"] = p.steps;
  line["epoch"] = p.epoch;
  line["train_accuracy"] = number(p.train_accuracy);
  line["test_accuracy"] = number(p.test_accuracy);
  line["loss"] = p.train_accuracy ? nlohmann::ordered_json(p.loss) : nlohmann::ordered_json();
  line["virtual_seconds"] = p.virtual_seconds;
  line["events_per_second"] = static_cast<double>(p.events) / wall_seconds();
  line["in_flight"] = p.in_flight;
  line["stale"] = p.stale;
  line["wall_seconds"] = wall_seconds();
  line["eta_seconds"] = number(eta(p));
  std::fprintf(stderr, "%s\n", line.dump().c_str());
}

}  // namespace lab
