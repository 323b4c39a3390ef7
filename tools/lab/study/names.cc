#include "tools/lab/study/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace lab {
namespace {

constexpr std::size_t kLongestLabel = 40;

// The last `count` names of a path.
std::string_view tail(std::string_view path, std::size_t count) {
  std::size_t start = path.size() + 1;
  for (; count > 0 && start > 0; --count) {
    const auto point = start < 2 ? std::string_view::npos : path.rfind('.', start - 2);
    start = point == std::string_view::npos ? 0 : point + 1;
  }
  return path.substr(std::min(start, path.size()));
}

std::string short_name(const Axis& axis, const std::vector<Axis>& axes) {
  for (std::size_t count = 1; tail(axis.path, count) != axis.path; ++count) {
    const auto same = [&](const Axis& other) {
      return tail(other.path, count) == tail(axis.path, count);
    };
    if (std::ranges::count_if(axes, same) == 1) return std::string(tail(axis.path, count));
  }
  return axis.path;
}

// Whatever is neither letter, digit nor one of ".+-" becomes one "-" between two that are.
std::string label(std::string_view value) {
  std::string out;
  bool gap = false;
  for (const char letter : value) {
    const bool good = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' ||
                      letter == '+' || letter == '-';
    if (good && gap && !out.empty()) out += '-';
    gap = !good;
    if (good) out += letter;
  }
  return out.empty() ? "set" : out.substr(0, kLongestLabel);
}

}  // namespace

std::vector<std::string> short_names(const std::vector<Axis>& axes) {
  std::vector<std::string> names;
  for (const Axis& axis : axes) names.push_back(short_name(axis, axes));
  return names;
}

std::string file_safe(std::string_view path) {
  std::string out;
  for (const char letter : path) {
    if (letter != '[' && letter != ']') out += letter;
  }
  return out;
}

std::vector<std::string> labels(const std::vector<std::string>& values) {
  std::vector<std::string> out;
  for (const std::string& value : values) {
    const std::string plain = label(value);
    std::string name = plain;
    for (int i = 2; std::ranges::count(out, name) > 0; ++i) name = fmt::format("{}-{}", plain, i);
    out.push_back(name);
  }
  return out;
}

std::vector<std::string> shown(const std::vector<std::string>& values) {
  std::vector<std::string> out = labels(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool plain = values[i].find_first_of("{}<>[]\"'") == std::string::npos;
    if (plain && values[i].size() <= kLongestLabel) out[i] = values[i];
  }
  return out;
}

}  // namespace lab
