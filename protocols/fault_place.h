// Where a fault of a text truly is: the parser complains one token late of some, at the end of the
// text of others. It knows no words for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/outline.h"

namespace protocols {

struct Complaint {
  Position at;       // often that of the token after the fault
  std::string text;  // the parser's words
};

bool contains(std::string_view text, std::string_view part);

// Index of the token that the complaint is about.
std::size_t token_at_fault(const Complaint& complaint, const Outline& outline);

// Index of the first text in quotes up to there that was most likely meant to end on its line.
std::optional<std::size_t> unclosed_text(const Complaint& complaint, std::size_t token,
                                         const Outline& outline);

// The field that the token belongs to; null: none.
const FieldPlace* owner_of(std::size_t token, const Outline& outline);

// The value as it was written, without a blank: "-3" and "10us" are two tokens each, "10MB/s" four.
std::string written_at(std::size_t token, const Outline& outline);

}  // namespace protocols
