// Runs that go on from a checkpoint.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "protocols/config.h"
#include "tools/lab/run/run.h"

namespace lab {

// From its newest checkpoint, in its folder: the run is then, to the last bit, what it would have
// been had it never stopped. Of "options" threads, loopback, quiet and the data folder count; an
// empty one is where the run had its data.
// Throws protocols::BadInput if there is no checkpoint, or it was written by another program.
Outcome resume(const std::filesystem::path& folder, RunOptions options);

// The same in another folder, options.out, which gets what was recorded up to the checkpoint, and
// with changes of the config, "PATH=VALUE". Throws protocols::BadInput also if the state does not
// fit what was changed.
Outcome fork(const std::filesystem::path& folder, const std::vector<std::string>& changes,
             RunOptions options);

// The config of the run in this folder, if resume() finds what it needs to go on with it alone: a
// checkpoint of this program, and all that was recorded up to then.
std::optional<protocols::Config> resumable(const std::filesystem::path& folder);

}  // namespace lab
