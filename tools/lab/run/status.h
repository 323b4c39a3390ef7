// Progress on standard error: one live line on a terminal, JSON lines elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace lab {

struct Progress {
  std::uint64_t step = 0, steps = 0;
  double epoch = 0;
  std::optional<double> train_accuracy, test_accuracy;
  double loss = 0;
  double virtual_seconds = 0;
  std::uint64_t events = 0, in_flight = 0, stale = 0;
};

class Status {
 public:
  explicit Status(bool quiet);

  // At regular wall times; elsewhere than on a terminal only every few seconds.
  void tick(const Progress& progress);
  // An evaluation: always told.
  void evaluated(const Progress& progress);
  // At once, even if quiet: somebody asked.
  void now(const Progress& progress);
  // A line of text: "note" or "warning". Told even if quiet.
  void say(const char* kind, const std::string& text) const;
  // Leaves the live line.
  void finish();
  double wall_seconds() const;
  // Of a run that goes on: it had taken so long.
  void began_before(double seconds);

 private:
  void live_line(const Progress& progress);
  void json_line(const Progress& progress, const char* event) const;
  std::optional<double> eta(const Progress& progress) const;  // seconds; before the first step none

  bool quiet_, terminal_;
  bool live_ = false;  // a live line stands on the terminal
  std::chrono::steady_clock::time_point start_, last_line_;
};

}  // namespace lab
