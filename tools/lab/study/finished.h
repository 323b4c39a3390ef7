// Whether the folder of a run holds a given run, finished or stopped: what makes a sweep resumable.
// It reads folders and changes none.
#pragma once

#include <filesystem>
#include <string>

#include "protocols/run.pb.h"

namespace lab {

// What a finished run is recognised by.
struct RunIdentity {
  std::string config;  // resolved, without its study: a run does not depend on its neighbours
  std::string library_digest = {};  // of a clock that is a plug-in; empty for others
};

// Throws protocols::BadInput if the clock is a plug-in that cannot be loaded.
RunIdentity identity_of(protocols::Experiment experiment);

enum class FolderState {
  kToDo,     // nothing is there, or a run that did not come to its end
  kDone,     // this run, finished
  kForeign,  // another one, finished
};

FolderState state_of(const std::filesystem::path& folder, const RunIdentity& wanted);

// Whether this run was stopped there, and can be gone on with.
bool was_stopped(const std::filesystem::path& folder, const RunIdentity& wanted);

// Throws protocols::BadInput that names the folder and the first line in which its config differs,
// or the library.
[[noreturn]] void refuse_foreign(const std::filesystem::path& folder, const RunIdentity& wanted);

}  // namespace lab
