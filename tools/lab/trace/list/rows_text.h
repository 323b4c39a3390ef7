// Rows of a trace as lines: for people, for programs, for spreadsheets.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/lab/trace/dictionary.h"

namespace lab::trace {

enum class RowFormat { kTable, kJsonLines, kCsv };

// The line of column names; empty for JSON lines. All lines end with a line feed.
std::string event_heading(RowFormat format);
std::string note_heading(RowFormat format);
std::string text_of(const EventRow& row, const Dictionary& words, RowFormat format);
std::string text_of(const NoteRow& row, const Dictionary& words, RowFormat format);

nlohmann::ordered_json json_of(const EventRow& row, const Dictionary& words);
nlohmann::ordered_json json_of(const NoteRow& row, const Dictionary& words);

}  // namespace lab::trace
