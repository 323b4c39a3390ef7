// Measurements of gaitsim bench, run one after the other.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tools/lab/bench/bench_plan.h"

namespace gaitsim {

using Ended = std::function<void(const lab::Measurement&, const std::string& printed)>;

// Each in a process of its own, so that none measures with memory that another one has left behind;
// "options" are given to all. Progress goes to standard error. Throws lab::Interrupted, and
// std::runtime_error with what a process said that failed.
void measure(const std::vector<lab::Measurement>& plan, const std::vector<std::string>& options,
             const Ended& ended);

// Throws protocols::BadInput if it cannot be read.
std::string content_of(const std::filesystem::path& file);

}  // namespace gaitsim
