// Conditions are written so that a comparison with NaN, which is false, is a problem.
#include "protocols/checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "protocols/duration.h"
#include "protocols/field_words.h"

namespace protocols {

void Checks::require(bool good, std::string_view path, std::string_view problem,
                     std::string_view hint) {
  if (good) return;
  problems_.push_back({std::string(path), std::string(problem), std::string(hint)});
}

void Checks::above_zero(std::string_view path, double value) {
  require(value > 0 && std::isfinite(value), path,
          fmt::format("must be above 0 and finite, but is {}", value));
}

void Checks::zero_or_more(std::string_view path, double value) {
  require(value >= 0 && std::isfinite(value), path,
          fmt::format("must be 0 or more and finite, but is {}", value));
}

void Checks::above_zero_to_one(std::string_view path, double value) {
  require(value > 0 && value <= 1, path,
          fmt::format("must be above 0 and at most 1, but is {}", value));
}

void Checks::zero_to_one(std::string_view path, double value) {
  require(value >= 0 && value <= 1, path, fmt::format("must be from 0 to 1, but is {}", value));
}

void Checks::zero_to_below_one(std::string_view path, double value) {
  require(value >= 0 && value < 1, path,
          fmt::format("must be 0 or more and below 1, but is {}", value));
}

void Checks::count(std::string_view path, std::uint64_t value, std::uint64_t least,
                   std::uint64_t most) {
  require(value >= least, path, fmt::format("must be at least {}, but is {}", least, value));
  require(value <= most, path, fmt::format("must be at most {}, but is {}", most, value));
}

std::optional<std::int64_t> Checks::parsed(std::string_view path, const std::string& text,
                                           std::int64_t (*parse)(std::string_view)) {
  if (text.empty()) {
    require(false, path, "is missing", "a duration such as \"10us\"");
    return std::nullopt;
  }
  try {
    return parse(text);
  } catch (const BadInput& problem) {
    require(false, path, problem.what());
    return std::nullopt;
  }
}

bool Checks::duration(std::string_view path, const std::string& text, std::int64_t least_ns) {
  const auto length_ns = parsed(path, text, parse_duration_ns);
  if (!length_ns) return false;
  require(*length_ns >= least_ns, path,
          fmt::format("must be at least {}, but is {}", format_duration(least_ns), text));
  return *length_ns >= least_ns;
}

bool Checks::offset(std::string_view path, const std::string& text) {
  return parsed(path, text, parse_offset_ns).has_value();
}

bool Checks::chosen(std::string_view path, const google::protobuf::Message& block) {
  const auto* choice = block.GetDescriptor()->oneof_decl(0);
  const bool found = block.GetReflection()->HasOneof(block, choice);
  require(found, path, fmt::format("no {} is chosen", choice->name()),
          fmt::format("give one of {}", fmt::join(member_names(*choice), ", ")));
  return found;
}

void Checks::file_name(std::string_view path, const std::string& text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  const bool good = !text.empty() && text.size() <= 100 && text != "." && text != ".." &&
                    text.find_first_not_of(kAllowed) == std::string::npos;
  require(good, path, fmt::format("\"{}\" cannot be the name of a file or folder", text),
          "allowed are 1 to 100 letters, digits, \".\", \"_\" and \"-\"");
}

}  // namespace protocols
