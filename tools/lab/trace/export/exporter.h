// Exports by name: which formats there are, and a file for each.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/lab/trace/export/csv.h"

namespace lab::trace {

enum class Format { kPerfetto, kSqlite, kCsv, kVcd, kSequenceSvg };

// Throws protocols::BadInput that lists the formats.
Format format_called(const std::string& name);
std::string known_formats();

struct ExportOptions {
  Format format = Format::kPerfetto;
  Selection selection;
  Table table = Table::kEvents;  // of CSV
};

// Writes the whole file or nothing. Returns what was written: format, path, bytes, rows.
// Throws protocols::BadInput before the work if the path cannot be written, and
// std::runtime_error if it fails later. What of the trace cannot be read is left out, and in its
// damages() then.
nlohmann::ordered_json export_trace(TraceFile& file, const ExportOptions& options,
                                    const std::filesystem::path& path,
                                    const Progress& progress = {});

}  // namespace lab::trace
