// What the engine costs: a free-running network of leaky units is run, and then replayed, message
// by message, by actors that compute nothing.
#pragma once

#include <nlohmann/json.hpp>

#include "neurons/tensor.h"

namespace lab {

struct EventBenchOptions {
  neurons::Index width = 64;  // units of every layer
  int layers = 5;             // weight layers
  std::size_t batch = 1;
  int samples = 100;
  int repeats = 5;  // of the replays; their median counts
};

// "events"; per event and in microseconds: "run_us", all of a run; "engine_us", the replay that
// nobody watches; "watched_us", the replay with what watches a run. "same_events": the replay had
// the fingerprint of the run.
nlohmann::ordered_json bench_events(const EventBenchOptions& options);

}  // namespace lab
