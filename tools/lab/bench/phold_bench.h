// PHOLD, the usual measure of event engines (Fujimoto, 1990): every event makes one event, at an
// actor drawn evenly, after a delay drawn exponentially; nothing is computed.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

namespace lab {

struct PholdOptions {
  std::uint32_t lps = 1024;          // actors ("logical processes")
  std::uint32_t start = 16;          // events in flight for each
  double lookahead = 0.1;            // the least delay, in mean delays
  std::uint64_t events = 1'000'000;  // of one measurement
  int repeats = 5;                   // of each side, in turn; medians count
};

// "events_per_second" of the engine on its Asio loop, "reference_events_per_second" of a loop
// written by hand that does the same and nothing else, "ratio" the median of those of each pair,
// "same_events" whether they did, "megabytes" what the engine holds in the end.
nlohmann::ordered_json bench_phold(const PholdOptions& options);

}  // namespace lab
