// A trace for ui.perfetto.dev: phases as slices, messages as arrows between the moments in which
// actors handled them, updates as instants, and counts.
#pragma once

#include <ostream>

#include "tools/lab/trace/export/timeline.h"

namespace lab::trace {

// The viewer holds about half a kilobyte for each message: beyond this many, choose a window.
inline constexpr std::uint64_t kMostForPerfetto = 2'000'000;

Exported write_perfetto(TraceFile& file, const Selection& selection, std::ostream& out,
                        const Progress& progress = {});

}  // namespace lab::trace
