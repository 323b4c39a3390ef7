// What the commands that run an experiment tell of it.
#pragma once

#include "tools/lab/run/run.h"

namespace gaitsim {

// As a table, or as JSON, with what went wrong on standard error; and the report, into the folder.
// Returns the exit code.
// Of several ranks rank 0 tells it. One that failed alone says why, and ends all of them.
int tell_outcome(const lab::Outcome& outcome, bool json, lab::Ranks* ranks = nullptr);

}  // namespace gaitsim
