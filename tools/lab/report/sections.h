// The sections of a report. Each returns its HTML, or "" where no run has anything for it.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/report/run_record.h"

namespace lab {

using Runs = std::vector<RunRecord>;

std::string numbers_section(const Runs& runs);    // what came out, side by side
std::string learning_section(const Runs& runs);   // accuracies and loss
std::string alignment_section(const Runs& runs);  // with backpropagation, by layer
std::string weights_section(const Runs& runs);    // orthogonality and updates, by layer
std::string timing_section(const Runs& runs);     // settled, target, update
std::string updates_section(const Runs& runs);    // what became of them, staleness, mismatch
std::string lives_section(const Runs& runs);      // of the first samples, from traces
std::string messages_section(const Runs& runs);   // by kind
std::string network_section(const Runs& runs);    // populations, clock, links
std::string config_section(const Runs& runs);     // what differs, and all of it

}  // namespace lab
