// What stands above a sequence chart: its title, the span of its time, and what its colours mean.
#pragma once

#include <string>

#include "tools/lab/trace/export/sample_life.h"

namespace lab::trace {

// Opens the <svg>, of this size; whoever draws on closes it.
std::string sequence_head(const TraceFile& file, const SampleLife& life, double width,
                          double height);

}  // namespace lab::trace
