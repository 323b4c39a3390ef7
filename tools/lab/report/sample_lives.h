// The first samples of a run that recorded a trace, as sequence charts.
#pragma once

#include <filesystem>

#include "tools/lab/report/run_record.h"

namespace lab {

// Draws them into the record; nothing if there is no trace in the folder. One that cannot be read
// is a remark.
void draw_lives(const std::filesystem::path& folder, RunRecord& run);

}  // namespace lab
