// One run of one experiment: builds it, pumps it on the event loop, evaluates it, writes it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "neurons/messages.h"
#include "protocols/config.h"
#include "sim/wire.h"
#include "tools/lab/files/checkpoint_file.h"
#include "tools/lab/files/run_folder.h"
#include "tools/lab/setup/setup.h"

namespace lab {

class Ranks;

struct RunOptions {
  SetupOptions setup;
  std::optional<std::filesystem::path> out;  // absent: runs/<name>-<seed>
  std::size_t threads = 1;
  bool loopback = false;                           // every message through its Protobuf encoding
  bool quiet = false;                              // no progress
  bool remarks = true;                             // what in the config has no effect
  sim::Wire<neurons::Message>* detour = nullptr;   // every event passes it; must outlive the run
  std::optional<std::uint64_t> interrupt_at = {};  // step: as if Ctrl-C had come then
  bool forks = false;                              // from a checkpoint of another folder
  bool replace = false;                            // also a run that was stopped and could go on
  Ranks* ranks = nullptr;               // the processes that share the run; null: this one is alone
  std::vector<std::string> place = {};  // actors on ranks: "feedback3=1"
  // Where to go on, in the folder where it was; null: anew. Its state is taken out of it.
  Checkpoint* from = nullptr;
};

// Why a run ended. The value is the exit code of the command.
enum class Ending {
  kDone = 0,
  kFailed = 1,
  kContractBroken = 3,
  kDeadlock = 4,
  kInterrupted = 130
};
std::string_view name_of(Ending ending);

struct Outcome {
  Ending ending = Ending::kDone;
  std::string trouble;  // what went wrong, for people
  std::filesystem::path folder;
  Json summary;
  std::vector<Json> metrics;  // one for each evaluation
  bool can_resume = false;    // stopped or failed, but not by its numbers, and after a checkpoint
  bool alone = false;         // of several ranks: this one failed, and the others wait for it
};

// Throws protocols::BadInput before any work if something about the input is wrong; afterwards
// whatever goes wrong is told in the outcome, and all that was reached is on disk. Of several ranks
// all call it alike, and rank 0 writes; the others' outcomes have no summary.
Outcome run(const protocols::Config& config, const RunOptions& options);

}  // namespace lab
