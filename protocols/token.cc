// Tokens by Protobuf's own tokenizer, set up as its text format parser sets it up, so that places
// agree with those of the parser's errors.
#include "protocols/token.h"

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace protocols {
namespace {

namespace io = google::protobuf::io;

class Silence : public io::ErrorCollector {
 public:
  void AddError(int, io::ColumnNumber, const std::string&) override {}
};

std::string_view line_of(std::string_view text, int line) {
  for (; line > 0; --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text = text.substr(0, text.find('\n'));
  return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// One blank for each character in front of the column; tabs stay, so that the caret stands right.
std::string margin_before(std::string_view line, int column) {
  std::string margin;
  int reached = 0;
  for (const char byte : line) {
    if (reached >= column) break;
    reached += byte == '\t' ? 8 - reached % 8 : 1;
    if (!continues_character(byte)) margin += byte == '\t' ? '\t' : ' ';
  }
  return margin;
}

}  // namespace

std::vector<Token> tokens_of(const std::string& text) {
  io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
  Silence silence;
  io::Tokenizer tokenizer(&input, &silence);
  tokenizer.set_allow_f_after_float(true);
  tokenizer.set_comment_style(io::Tokenizer::SH_COMMENT_STYLE);
  tokenizer.set_require_space_after_number(false);
  tokenizer.set_allow_multiline_strings(true);
  std::vector<Token> tokens;
  bool more = true;
  do {
    more = tokenizer.Next();
    const auto& current = tokenizer.current();
    tokens.push_back({more ? current.text : "",
                      {current.line, current.column},
                      current.type == io::Tokenizer::TYPE_STRING});
  } while (more);
  return tokens;
}

Excerpt excerpt(std::string_view text, Position at) {
  const auto line = line_of(text, at.line);
  const std::string margin = margin_before(line, at.column);
  return {fmt::format("{}:{}", at.line + 1, margin.size() + 1),
          fmt::format("  {}\n  {}^", line, margin)};
}

}  // namespace protocols
