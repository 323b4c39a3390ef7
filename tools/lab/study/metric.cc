#include "tools/lab/study/metric.h"

#include <fmt/format.h>

#include <algorithm>

namespace lab {
namespace {

using Number = std::optional<double>;

// Every sample is, at every layer, an update that was applied, rejected or missed.
Number of_due(const Record& record, const char* what) {
  const Number part = record.number(what), applied = record.number("/updates/applied"),
               rejected = record.number("/updates/rejected"),
               missed = record.number("/updates/missed");
  if (!part || !applied || !rejected || !missed) return std::nullopt;
  const double due = *applied + *rejected + *missed;
  return due > 0 ? Number(*part / due) : std::nullopt;
}

Number stale(const Record& record) {
  const Number part = record.number("/updates/stale"), applied = record.number("/updates/applied");
  return part && applied && *applied > 0 ? Number(*part / *applied) : std::nullopt;
}

Number cosine(const Record& record) {
  double sum = 0, count = 0;
  for (const Number& layer : record.cosines) {
    if (!layer) continue;
    sum += *layer;
    ++count;
  }
  return count > 0 ? Number(sum / count) : std::nullopt;
}

constexpr Metric kMetrics[] = {
    {"test_accuracy", "test accuracy (%)", "test %", 100, "{:.2f}",
     [](const Record& r) { return r.number("/test_accuracy"); }},
    {"train_accuracy", "training accuracy (%)", "train %", 100, "{:.2f}",
     [](const Record& r) { return r.number("/train_accuracy"); }},
    {"loss", "loss", "loss", 1, "{:.4f}", [](const Record& r) { return r.number("/loss"); }},
    {"applied", "updates applied (% of those due)", "applied %", 100, "{:.1f}",
     [](const Record& r) { return of_due(r, "/updates/applied"); }},
    {"stale", "stale updates (% of those applied)", "stale %", 100, "{:.1f}", stale},
    {"missed", "updates missed (% of those due)", "missed %", 100, "{:.1f}",
     [](const Record& r) { return of_due(r, "/updates/missed"); }},
    {"cosine", "cosine of updates with backpropagation, mean of the layers", "cosine", 1, "{:.3f}",
     cosine},
    {"virtual_seconds", "virtual time (s)", "virtual s", 1, "{:.4g}",
     [](const Record& r) { return r.number("/virtual_seconds"); }},
};

}  // namespace

std::vector<const Metric*> measured(std::span<const Record> records) {
  std::vector<const Metric*> out;
  for (const Metric& metric : kMetrics) {
    if (spread_of(records, metric)) out.push_back(&metric);
  }
  return out;
}

std::optional<Spread> spread_of(std::span<const Record> records, const Metric& metric) {
  Spread spread;
  for (const Record& record : records) {
    const Number found = record.is_done() ? metric.of(record) : std::nullopt;
    if (!found) continue;
    const double value = metric.scale * *found;
    spread.low = spread.count == 0 ? value : std::min(spread.low, value);
    spread.high = spread.count == 0 ? value : std::max(spread.high, value);
    spread.mean += value;
    ++spread.count;
  }
  if (spread.count == 0) return std::nullopt;
  spread.mean /= static_cast<double>(spread.count);
  return spread;
}

std::string text_of(const Metric& metric, double scaled) {
  return fmt::format(fmt::runtime(metric.form), scaled);
}

std::string range_text(const Metric& metric, const Spread& spread) {
  const std::string low = text_of(metric, spread.low), high = text_of(metric, spread.high);
  return low == high ? "" : low + ".." + high;
}

std::string text_of(const Metric& metric, const std::optional<Spread>& spread) {
  if (!spread) return "-";
  const std::string mean = text_of(metric, spread->mean);
  const std::string range = range_text(metric, *spread);
  return range.empty() ? mean : mean + " (" + range + ")";
}

}  // namespace lab
