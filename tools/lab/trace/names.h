// Words for what traces hold as numbers.
#pragma once

#include <string_view>
#include <vector>

#include "sim/note.h"
#include "sim/observer.h"

namespace lab::trace {

std::string_view name_of(sim::Fate fate);
std::string_view name_of(sim::NoteKind kind);

// By number.
std::vector<std::string_view> fate_names();
std::vector<std::string_view> note_kind_names();
std::vector<std::string_view> phase_names();
std::vector<std::string_view> report_kind_names();
std::vector<std::string_view> message_kind_names();

}  // namespace lab::trace
