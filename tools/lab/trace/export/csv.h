// A table of a trace as comma-separated values with a line of names, for spreadsheets and pandas.
#pragma once

#include <ostream>
#include <string>

#include "tools/lab/trace/export/timeline.h"

namespace lab::trace {

enum class Table { kEvents, kNotes, kCounters };

// Throws protocols::BadInput that lists the tables.
Table table_called(const std::string& name);

// Rows in the order of time: events by when they were sent.
Exported write_csv(TraceFile& file, const Selection& selection, Table table, std::ostream& out,
                   const Progress& progress = {});

}  // namespace lab::trace
