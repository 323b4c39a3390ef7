// When layers settle, get their targets and learn, from the presentation of a sample on; and how
// old, and of which sample, what they learned from was.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "tools/lab/trace/ask/routes.h"
#include "tools/lab/trace/ask/sketch.h"
#include "tools/lab/trace/rows.h"

namespace lab::trace {

class LayerStats {
 public:
  static constexpr sim::Sample kOpen = 1024;  // samples that are followed at a time

  explicit LayerStats(const Routes& routes);

  // Fed in order of time.
  void add(const EventRow& row);
  void add(const NoteRow& row);
  // What is still open counts as it is.
  nlohmann::ordered_json close();

 private:
  struct Layer {
    Sketch settled, targeted, learned;
    std::uint64_t updates = 0, rejected = 0, missed = 0, late = 0;
    std::map<std::int64_t, std::uint64_t> staleness;  // by versions
    std::map<std::int64_t, std::uint64_t> mismatch;   // by sample - target_sample
  };
  struct Trial {  // of one sample, by layer; ns, or kNever
    std::int64_t presented = 0;
    std::vector<std::int64_t> settled, targeted;
  };

  Trial* trial(sim::Sample sample);
  void open(sim::Sample sample, std::int64_t now);
  void close(const Trial& trial);
  void count(const NoteRow& row, Layer& layer);

  const Routes& routes_;
  std::vector<Layer> layers_;
  std::map<sim::Sample, Trial> open_;
};

}  // namespace lab::trace
