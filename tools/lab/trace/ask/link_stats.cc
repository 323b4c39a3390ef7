#include "tools/lab/trace/ask/link_stats.h"

#include <algorithm>

namespace lab::trace {

using Json = nlohmann::ordered_json;

Json quantiles_of(const Sketch& sketch) {
  if (sketch.count() == 0) {
    return {{"samples", 0}, {"min", Json()}, {"median", Json()}, {"p95", Json()}, {"max", Json()}};
  }
  return {{"samples", sketch.count()},
          {"min", sketch.least()},
          {"median", sketch.quantile(0.5)},
          {"p95", sketch.quantile(0.95)},
          {"max", sketch.largest()}};
}

void LinkStats::add(const EventRow& row) {
  ++messages_;
  bytes_ += row.bytes;
  if (row.fate == sim::Fate::kDuplicated) ++duplicates_;
  if (row.fate == sim::Fate::kDown) ++down_;
  if (sim::is_lost(row.fate)) {
    ++lost_;
  } else {
    latency_.add(std::max<std::int64_t>(row.at.ns - row.sent.ns, 0));
  }
}

Json LinkStats::json() const {
  const double all = static_cast<double>(std::max<std::uint64_t>(messages_, 1));
  return {{"messages", messages_},
          {"bytes", bytes_},
          {"lost", lost_},
          {"lost_part", static_cast<double>(lost_) / all},
          {"link_down", down_},
          {"duplicates", duplicates_},
          {"latency_ns", quantiles_of(latency_)}};
}

}  // namespace lab::trace
