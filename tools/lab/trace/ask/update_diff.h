// How what two runs did at their learn orders differs, by layer and sample.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "tools/lab/trace/rows.h"

namespace lab::trace {

// Whether a note closes a sample at a layer: an update, or none.
bool is_closing(const sim::Note& note);

// The relative difference of the norms of updates, of samples from `first` on.
struct NormBin {
  sim::Sample first = 0;
  std::uint64_t updates = 0;
  double sum = 0, largest = 0;
};

struct LayerUpdates {
  std::uint64_t same = 0;
  std::uint64_t other_time = 0;     // the same came of it, at another time
  std::uint64_t other_norm = 0;     // likewise, with another norm
  std::uint64_t other_outcome = 0;  // learned, rejected or missed, or from something else
  std::uint64_t only_a = 0, only_b = 0;
};

struct UpdateDiff {
  std::map<sim::Layer, LayerUpdates> layers;
  std::optional<std::pair<NoteRow, NoteRow>> first;  // that differ, by time in the first run
  std::vector<NormBin> norms;                        // by doubling of the sample: 0, 1, 2, 4, 8 ..
};

// Fed with notes of both, in whatever turns; others than closing ones are stepped over.
class UpdateTally {
 public:
  void add_a(const NoteRow& note) { add(note, waiting_a_, waiting_b_, true); }
  void add_b(const NoteRow& note) { add(note, waiting_b_, waiting_a_, false); }
  UpdateDiff close();

 private:
  using Route = std::pair<sim::Layer, sim::Sample>;
  using Waiting = std::map<Route, NoteRow>;

  void add(const NoteRow& note, Waiting& mine, Waiting& others, bool is_a);
  void compare(const NoteRow& a, const NoteRow& b);
  void compare_norms(const sim::Note& a, const sim::Note& b);

  Waiting waiting_a_, waiting_b_;
  UpdateDiff diff_;
};

}  // namespace lab::trace
