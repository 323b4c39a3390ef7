// Reading, overriding, checking, in this order; and the one form in which a problem is told.
#include "protocols/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "protocols/parse_text.h"
#include "protocols/read_file.h"
#include "protocols/validate.h"

namespace protocols {
namespace {

std::string as_sentence(std::string_view place, const Problem& found, std::string_view quoted) {
  const std::string path = found.path.empty() ? "" : found.path + ": ";
  const std::string hint = found.hint.empty() ? "" : "\nhint: " + found.hint;
  return fmt::format("{}: {}{}{}{}{}", place, path, found.problem, quoted.empty() ? "" : "\n",
                     quoted, hint);
}

[[noreturn]] void fail_at(const std::string& file_name, const std::string& text, Position at,
                          const Problem& found) {
  const Excerpt shown = excerpt(text, at);
  const std::string place = fmt::format("{}:{}", file_name, shown.line_and_column);
  throw BadInput(as_sentence(place, found, shown.quoted));
}

}  // namespace

// At most one is set; none: the field and all blocks around it are absent.
struct Config::Source {
  std::optional<std::size_t> change;  // index of an override
  std::optional<Position> at;

  // The file, then the overrides, then what is missing.
  auto order() const {
    return std::tuple(!at.has_value(), at.value_or(Position{}), !change.has_value(),
                      change.value_or(0));
  }
};

Config::Config(std::string text, std::string file_name)
    : text_(std::move(text)),
      file_name_(std::move(file_name)),
      outline_(outline_of(text_, {Experiment::descriptor(), ""})) {}

void Config::read() {
  if (outline_.tokens.size() == 1) {
    throw BadInput(
        fmt::format("{}: is empty\nhint: required are the blocks data, network, rule, "
                    "optimizer, clock, run",
                    file_name_));
  }
  try {
    parse_text(text_, outline_, experiment_);
  } catch (const FieldError& error) {
    fail_at(file_name_, text_, error.at.value_or(Position{}), error.problem);
  }
}

void Config::apply(const std::vector<std::string>& overrides) {
  for (const auto& assignment : overrides) {
    overrides_.push_back(parse_override(assignment));
    try {
      apply_override(overrides_.back(), experiment_);
    } catch (const FieldError& error) {
      throw BadInput(as_sentence("-s " + assignment, error.problem, ""));
    }
  }
}

// From the field outwards: the last override of it, else its place in the file, else an override
// of something inside, which made it.
Config::Source Config::source_of(std::string_view path) const {
  const auto last = [&](auto wanted) -> std::optional<std::size_t> {
    const auto found = std::find_if(overrides_.rbegin(), overrides_.rend(), wanted);
    if (found == overrides_.rend()) return std::nullopt;
    return static_cast<std::size_t>(overrides_.rend() - found) - 1;
  };
  for (; !path.empty(); path = parent_path(path)) {
    const auto of_it = last([&](const Override& o) { return is_within(path, o.path); });
    if (of_it) return {of_it, std::nullopt};
    if (const auto* place = outline_.find(path)) {
      return {std::nullopt, outline_.position_of(*place)};
    }
    const auto inside = last([&](const Override& o) { return is_within(o.path, path); });
    if (inside) return {inside, std::nullopt};
  }
  return {};
}

void Config::fail(std::string_view path, std::string_view problem, std::string_view hint) const {
  const Problem found = {std::string(path), std::string(problem), std::string(hint)};
  const Source source = source_of(path);
  if (source.at) fail_at(file_name_, text_, *source.at, found);
  const std::string place =
      source.change ? "-s " + overrides_[*source.change].assignment() : file_name_;
  throw BadInput(as_sentence(place, found, ""));
}

void Config::require_none(const std::vector<Problem>& problems) const {
  if (problems.empty()) return;
  const auto& first = *std::ranges::min_element(
      problems, {}, [&](const Problem& found) { return source_of(found.path).order(); });
  fail(first.path, first.problem, first.hint);
}

Config parse_config(std::string text, std::string file_name,
                    const std::vector<std::string>& overrides) {
  Config config(std::move(text), std::move(file_name));
  config.read();
  config.apply(overrides);
  config.require_none(problems_of(config.experiment()));
  return config;
}

Config load_config(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
  return parse_config(read_small_file(file), file.string(), overrides);
}

}  // namespace protocols
