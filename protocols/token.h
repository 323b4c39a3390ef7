// The words of a text in Protobuf text format, each with its place. It knows no field and no fault.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace protocols {

// As the tokenizer counts: from 0, bytes, a tab reaches to the next multiple of eight.
struct Position {
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Token {
  std::string text;
  Position at;
  bool is_string = false;  // in quotes
};

// Never throws: a text that cannot be cut into words is for the parser to refuse. The last token is
// empty and stands at the end of the text.
std::vector<Token> tokens_of(const std::string& text);

// "3:14", from 1, in characters, and the source line with a caret below it.
struct Excerpt {
  std::string line_and_column;
  std::string quoted;
};

Excerpt excerpt(std::string_view text, Position at);

}  // namespace protocols
