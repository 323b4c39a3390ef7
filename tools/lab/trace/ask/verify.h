// Whether a trace keeps what the engine promises, and whether it is of the run whose fingerprint it
// tells: one pass, with nothing in memory but what is in flight (in wall time: all names).
#pragma once

#include "tools/lab/trace/ask/verdict.h"
#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

Verdict verify(TraceFile& file);

}  // namespace lab::trace
