#include "tools/lab/study/finished.h"

#include <fmt/format.h>

#include <optional>
#include <sstream>

#include "protocols/config.h"
#include "protocols/resolve.h"
#include "tools/lab/study/record.h"

namespace lab {
namespace {

// As this version would write it: a new field with a default does not make an old run a foreign
// one.
std::optional<std::string> config_in(const std::filesystem::path& folder) {
  try {
    return text_without_study(protocols::load_config(folder / "config.textproto").experiment());
  } catch (const protocols::BadInput&) {
    return std::nullopt;
  }
}

std::string first_difference(const std::string& there, const std::string& wanted) {
  std::istringstream left(there), right(wanted);
  std::string has, needs;
  while (has == needs) {
    if (!std::getline(left, has)) has.clear();
    if (!std::getline(right, needs)) needs.clear();
    if (!left && !right) break;
  }
  const auto shown = [](const std::string& line) {
    const auto start = line.find_first_not_of(' ');
    return start == std::string::npos ? "nothing" : fmt::format("\"{}\"", line.substr(start));
  };
  return fmt::format("there is {} where this study has {}", shown(has), shown(needs));
}

}  // namespace

std::string text_without_study(protocols::Experiment experiment) {
  experiment.clear_study();
  return protocols::resolved_text(experiment);
}

FolderState state_of(const std::filesystem::path& folder, const std::string& config) {
  const Json summary = read_json(folder / "summary.json");
  if (!summary.is_object() || summary.value("ending", Json()) != "done") return FolderState::kToDo;
  return config_in(folder) == config ? FolderState::kDone : FolderState::kForeign;
}

void refuse_foreign(const std::filesystem::path& folder, const std::string& config) {
  const auto there = config_in(folder);
  throw protocols::BadInput(
      fmt::format("{} holds the finished run of another config: {}\nhint: choose another folder "
                  "with --out DIR, or remove that one",
                  folder.string(), there ? first_difference(*there, config) : "it cannot be read"));
}

}  // namespace lab
