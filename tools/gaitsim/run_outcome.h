// What the commands that run an experiment tell of it.
#pragma once

#include "tools/lab/run/run.h"

namespace gaitsim {

// As a table, or as JSON, with what went wrong on standard error; and the report, into the folder.
// Returns the exit code.
int tell_outcome(const lab::Outcome& outcome, bool json);

}  // namespace gaitsim
