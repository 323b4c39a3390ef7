// Places by the order of tokens, never by counting columns backwards.
#include "protocols/fault_place.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace protocols {
namespace {

// The parser tells what begins so after it has taken the faulty token and looked at the next.
bool is_told_late(std::string_view words) {
  constexpr std::array<std::string_view, 6> kLate = {"Message type",  "Non-repeated field",
                                                     "Field",         "Unknown enumeration",
                                                     "Invalid value", "Need space between"};
  return std::ranges::any_of(kLate, [&](std::string_view late) { return words.starts_with(late); });
}

}  // namespace

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::size_t token_at_fault(const Complaint& complaint, const Outline& outline) {
  const bool late = is_told_late(complaint.text);
  const auto after = std::ranges::find_if(outline.tokens, [&](const Token& token) {
    return late ? token.at >= complaint.at : token.at > complaint.at;
  });
  const auto count = static_cast<std::size_t>(after - outline.tokens.begin());
  return count == 0 ? 0 : count - 1;
}

// The last field that begins at or before the token: a later one cannot own it. Elements in
// brackets share the name of their list, so all but the first begin with their value.
const FieldPlace* owner_of(std::size_t token, const Outline& outline) {
  const FieldPlace* owner = nullptr;
  std::size_t unnamed = 0;  // from this token on there was no name yet
  for (const auto& place : outline.places) {
    const bool shares_name = place.name < unnamed;
    if ((shares_name ? place.value : place.name) <= token) owner = &place;
    unnamed = std::max(unnamed, place.name + 1);
  }
  return owner;
}

// Text may span lines, so a forgotten quote is noticed only far behind it, or at the very end.
std::optional<std::size_t> unclosed_text(const Complaint& complaint, std::size_t token,
                                         const Outline& outline) {
  const bool runs_to_end = complaint.text.starts_with("Unexpected end of string");
  for (std::size_t i = 0; i <= token; ++i) {
    const bool is_last = i + 2 == outline.tokens.size();
    const auto& [text, at, is_string] = outline.tokens[i];
    if (is_string && (contains(text, "\n") || (runs_to_end && is_last))) return i;
  }
  return std::nullopt;
}

std::string written_at(std::size_t token, const Outline& outline) {
  const auto& tokens = outline.tokens;
  std::string text = tokens[token].text;
  for (std::size_t i = token + 1; i < tokens.size(); ++i) {
    const Position end = {tokens[i - 1].at.line,
                          tokens[i - 1].at.column + static_cast<int>(tokens[i - 1].text.size())};
    const bool is_part = std::ranges::all_of(tokens[i].text, [](unsigned char letter) {
      return std::isalnum(letter) || letter == '.' || letter == '/' || letter == '_';
    });
    if (tokens[i].at != end || !is_part) break;
    text += tokens[i].text;
  }
  return text.empty() ? "the end of the text" : text;
}

}  // namespace protocols
