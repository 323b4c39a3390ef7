// Whether the folder of a run holds the finished run of a given config: what makes a sweep
// resumable. It reads folders and changes none.
#pragma once

#include <filesystem>
#include <string>

#include "protocols/run.pb.h"

namespace lab {

// The resolved config, without its study: a run does not depend on its neighbours.
std::string text_without_study(protocols::Experiment experiment);

enum class FolderState {
  kToDo,     // nothing is there, or a run that did not come to its end
  kDone,     // the finished run of this config
  kForeign,  // the finished run of another config
};

FolderState state_of(const std::filesystem::path& folder, const std::string& config);

// Throws protocols::BadInput that names the folder and the first line in which its config differs.
[[noreturn]] void refuse_foreign(const std::filesystem::path& folder, const std::string& config);

}  // namespace lab
