// Runs a study: every run in a process of its own, some at once; finished runs are kept. Writes
// study.json, results.csv and index.html beside the folders of the runs.
#pragma once

#include <string>

#include "tools/lab/study/results.h"

namespace lab {

class Ranks;

struct SweepOptions {
  StudyOptions study;
  std::size_t at_once = 1;
  bool quiet = false;      // no progress
  std::string command;     // what was asked for, for people
  Ranks* ranks = nullptr;  // processes that share the runs; null: this one is alone
};

struct SweepOutcome {
  Results results;
  bool interrupted = false;
};

// Throws protocols::BadInput before anything runs; afterwards whatever goes wrong in a run is in
// its record, and the other runs go on. Of several ranks, which see one folder, all call it alike;
// what rank 0 returns is complete.
SweepOutcome sweep(const SweepOptions& options);

}  // namespace lab
