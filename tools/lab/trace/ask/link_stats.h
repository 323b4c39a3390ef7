// What travelled on a link.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

#include "tools/lab/trace/ask/sketch.h"
#include "tools/lab/trace/rows.h"

namespace lab::trace {

// {"samples", "min", "median", "p95", "max"}: ns, or nulls of nothing.
nlohmann::ordered_json quantiles_of(const Sketch& sketch);

class LinkStats {
 public:
  void add(const EventRow& row);
  bool empty() const { return messages_ == 0; }
  nlohmann::ordered_json json() const;

 private:
  std::uint64_t messages_ = 0, bytes_ = 0, lost_ = 0, down_ = 0, duplicates_ = 0;
  Sketch latency_;
};

}  // namespace lab::trace
