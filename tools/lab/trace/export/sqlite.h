// A trace as an SQLite database, for questions in SQL: tables of actors, links, events, notes and
// counters, and views for what is asked most.
#pragma once

#include <filesystem>

#include "tools/lab/trace/export/timeline.h"

namespace lab::trace {

// Writes a new database, in one transaction.
// Throws std::runtime_error that says what SQLite says.
Exported write_sqlite(TraceFile& file, const Selection& selection,
                      const std::filesystem::path& database, const Progress& progress = {});

}  // namespace lab::trace
