#include "tools/lab/study/axis.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocols/bad_input.h"
#include "protocols/trimmed.h"

namespace lab {
namespace {

using protocols::trimmed;

[[noreturn]] void refuse(std::string_view text, std::string_view problem) {
  throw protocols::BadInput(fmt::format(
      "--axis {}: {}\nhint: PATH=VALUE,VALUE,... such as link[1].loss=0,0.01,0.1", text, problem));
}

// Reads a list of values letter by letter: how deep in brackets, and in which quotes.
class Cutter {
 public:
  // Whether this letter is a comma between two values.
  bool cuts(char letter) {
    if (escaped_) {
      escaped_ = false;
    } else if (quote_ != 0) {
      escaped_ = letter == '\\';
      if (letter == quote_) quote_ = 0;
    } else if (letter == '"' || letter == '\'') {
      quote_ = letter;
    } else {
      depth_ += opens(letter) - closes(letter);
    }
    return letter == ',' && depth_ == 0 && quote_ == 0;
  }

  bool is_whole() const { return depth_ == 0 && quote_ == 0; }

 private:
  static int opens(char letter) { return letter == '{' || letter == '[' || letter == '<'; }
  static int closes(char letter) { return letter == '}' || letter == ']' || letter == '>'; }

  int depth_ = 0;
  char quote_ = 0;  // 0: none
  bool escaped_ = false;
};

std::vector<std::string> cut(std::string_view list, std::string_view whole) {
  std::vector<std::string> values;
  Cutter cutter;
  std::size_t start = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!cutter.cuts(list[i])) continue;
    values.emplace_back(trimmed(list.substr(start, i - start)));
    start = i + 1;
  }
  values.emplace_back(trimmed(list.substr(start)));
  if (!cutter.is_whole()) refuse(whole, "a bracket or a quote is not closed");
  return values;
}

}  // namespace

Axis parse_axis(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) refuse(text, "there is no \"=\"");
  Axis axis = {std::string(trimmed(text.substr(0, equals))), cut(text.substr(equals + 1), text)};
  if (axis.path.empty()) refuse(text, "there is no path");
  const auto empty = std::ranges::find(axis.values, "") - axis.values.begin();
  if (empty != std::ssize(axis.values)) refuse(text, fmt::format("value {} is empty", empty + 1));
  return axis;
}

}  // namespace lab
