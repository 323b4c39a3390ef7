// What a study compares: one number of each run, and its mean and range over repeats.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tools/lab/study/record.h"

namespace lab {

struct Metric {
  const char* key;                             // "test_accuracy"
  const char* title;                           // "test accuracy (%)"
  const char* head;                            // "test %": for the head of a column
  double scale;                                // from the number of a run to what is shown
  const char* form;                            // how it is written, for fmt: "{:.2f}"
  std::optional<double> (*of)(const Record&);  // not yet scaled
};

// Those of which at least one run that is done has a number.
std::vector<const Metric*> measured(std::span<const Record> records);

// Over the runs that are done.
struct Spread {
  double mean = 0, low = 0, high = 0;  // scaled
  std::size_t count = 0;
};

std::optional<Spread> spread_of(std::span<const Record> records, const Metric& metric);

std::string text_of(const Metric& metric, double scaled);
// "92.10..94.00"; empty if both ends are written alike.
std::string range_text(const Metric& metric, const Spread& spread);
// "93.40 (92.10..94.00)", or "93.40" without a range, or "-".
std::string text_of(const Metric& metric, const std::optional<Spread>& spread);

}  // namespace lab
