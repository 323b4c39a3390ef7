// Does a run depend on how it is run? One experiment, on several numbers of threads, recorded or
// not, through its encoding or not, and stopped in the middle and resumed: all must be the same.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/lab/run/run.h"

namespace lab {

// One way to run it. None of this may change what happens.
struct Variant {
  std::size_t threads = 1;
  bool loopback = false;                  // every message through its Protobuf encoding
  bool trace = false;                     // recorded
  bool resumed = false;                   // stopped in the middle, and resumed from its checkpoint
  std::vector<std::string> changes = {};  // path=value of the config: what may change it
};

std::string name_of(const Variant& variant);

// The first is what the others are compared with.
std::vector<Variant> usual_variants();

struct CheckOptions {
  SetupOptions setup;
  std::filesystem::path folder;  // for the runs; must not be there
  bool keep = false;             // the runs, in folders below it; otherwise it is removed
};

// Returns
//   name, seed, rule, clock, step, ending, trouble   of the first variant
//   same        whether all are
//   interrupted whether somebody stopped it before all had run
//   variants    list of {name, threads, loopback, trace, resumed, fingerprint, differs, skipped}:
//               differs lists what is not as in the first one; skipped says why it did not run
// Throws protocols::BadInput, also for a config in wall time, where nothing happens twice.
Json check(const protocols::Config& config, const std::vector<Variant>& variants,
           const CheckOptions& options);

// The same as a table for people.
std::string check_text(const Json& facts);

}  // namespace lab
