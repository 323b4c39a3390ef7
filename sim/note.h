// What an actor tells whoever watches, and nobody inside the model can hear: statistics,
// the ledger, traces. Writing a note never changes a run.
#pragma once

#include <cstdint>

namespace sim {

using Sample = std::int64_t;  // the number of a presentation, from 0
using Layer = int;            // 1..L; 0 is the source, L + 1 the teacher

inline constexpr Sample kNoSample = -1;

enum class NoteKind : std::uint8_t {
  kPresented,  // the clock opened a sample (layer 0)
  kLearned,    // an update was applied
  kRejected,   // a learn order found the target or activity of another sample, and refused
  kMissed,     // a learn order found no target
  kForgotten,  // every sample up to this one is closed for the layer: out of memory
  kDuplicate,  // something came twice, or too late to matter, and was ignored
  kReadout,    // a sample reached the readout; once more, if the units had more to say
};

struct Note {
  NoteKind kind = NoteKind::kPresented;
  Layer layer = 0;
  Sample sample = kNoSample;           // of the order
  Sample target_sample = kNoSample;    // of the target that was found
  Sample activity_sample = kNoSample;  // of the activity that was found
  std::uint64_t staleness = 0;         // weight versions between the signal and its use
  bool late = false;                   // the target came after its own learn order
  double value = 0;                    // kLearned: norm of the update; kReadout: loss
  std::uint32_t count = 0;             // kReadout: correct columns; kForgotten: samples missed

  template <class A>
  void archive(A& a) {
    a(kind, layer, sample, target_sample, activity_sample, staleness, late, value, count);
  }
};

}  // namespace sim
