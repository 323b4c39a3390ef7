// Phases, settling and updates of the layers as waveforms, for GTKWave.
#pragma once

#include <ostream>

#include "tools/lab/trace/export/timeline.h"

namespace lab::trace {

// At whole nanoseconds: what holds after the last microstep of each.
Exported write_vcd(TraceFile& file, const Selection& selection, std::ostream& out,
                   const Progress& progress = {});

}  // namespace lab::trace
