// The life of one sample as a sequence chart: layers side by side, time downwards.
#pragma once

#include <string>

#include "tools/lab/trace/export/sample_life.h"

namespace lab::trace {

std::string to_svg(const TraceFile& file, const SampleLife& life);

// Of that sample, or of the first that was presented.
// Throws protocols::BadInput if the trace knows nothing of it.
inline std::string sequence_svg(TraceFile& file, std::optional<sim::Sample> sample = {}) {
  return to_svg(file, life_of_sample(file, {.window = {}, .sample = sample}));
}

}  // namespace lab::trace
