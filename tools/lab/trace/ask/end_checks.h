// What can be said of a trace when all of it has been gone through: whether it agrees with the end
// of the run, and what of it is missing. It looks at no row.
#pragma once

#include "tools/lab/trace/ask/verdict.h"
#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

// What was counted on the way.
struct Counted {
  std::uint64_t rows = 0, missing = 0, received = 0, lost = 0, in_flight = 0, notes = 0;
  std::uint64_t without_digest = 0;  // messages
  std::uint64_t unknown_causes = 0;  // they were in rows that are missing
  std::uint64_t fingerprint = 0;  // of what was received; nothing is said of it unless that is all
};

void check_end(TraceFile& file, const Counted& counted, Verdict& verdict);

}  // namespace lab::trace
