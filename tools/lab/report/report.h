// A report: what runs left in their folders on one page that needs nothing else.
#pragma once

#include <filesystem>
#include <vector>

#include "tools/lab/report/run_record.h"

namespace lab {

// Reads the folders, writes the page, and returns what it read. Throws protocols::BadInput, before
// anything is drawn, if a folder is none of a run or damaged, or `out` cannot be written.
std::vector<RunRecord> write_report(const std::vector<std::filesystem::path>& folders,
                                    const std::filesystem::path& out);

}  // namespace lab
