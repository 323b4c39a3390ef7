// Paths by hand: names, points, and indices in brackets are all there is.
#include "protocols/field_path.h"

#include <charconv>

#include "protocols/problem.h"

namespace protocols {
namespace {

[[noreturn]] void refuse(std::string_view path) {
  throw FieldError({std::string(path), "is not the path of a field",
                    "a path is made of names, points and indices: link[1].loss"});
}

int parse_index(std::string_view digits, std::string_view path) {
  int index = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc() || end != digits.data() + digits.size() || index < 0) refuse(path);
  return index;
}

Step parse_step(std::string_view text, std::string_view path) {
  const auto bracket = text.find('[');
  Step step = {std::string(text.substr(0, bracket)), std::nullopt};
  if (step.name.empty()) refuse(path);
  if (bracket == std::string_view::npos) return step;
  if (!text.ends_with(']')) refuse(path);
  step.index = parse_index(text.substr(bracket + 1, text.size() - bracket - 2), path);
  return step;
}

}  // namespace

std::vector<Step> parse_path(std::string_view path) {
  std::vector<Step> steps;
  std::size_t start = 0;
  for (std::size_t end = 0; end != std::string_view::npos; start = end + 1) {
    end = path.find('.', start);
    steps.push_back(parse_step(path.substr(start, end - start), path));
  }
  return steps;
}

}  // namespace protocols
