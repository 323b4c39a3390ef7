#include "tools/lab/study/finished.h"

#include <fmt/format.h>

#include <optional>
#include <sstream>

#include "protocols/config.h"
#include "protocols/resolve.h"
#include "tools/lab/run/resume.h"
#include "tools/lab/setup/clock_plan.h"
#include "tools/lab/study/record.h"

namespace lab {
namespace {

// Without what changes no result.
std::string text_of_run(protocols::Experiment experiment) {
  experiment.clear_study();
  experiment.clear_checkpoint();
  return protocols::resolved_text(experiment);
}

// As this version would write it: a new field with a default does not make an old run a foreign
// one.
std::optional<std::string> config_in(const std::filesystem::path& folder) {
  try {
    return text_of_run(protocols::load_config(folder / "config.textproto").experiment());
  } catch (const protocols::BadInput&) {
    return std::nullopt;
  }
}

// A run from before there were digests is of any library.
bool is_of(const Json& summary, const std::string& library_digest) {
  const Json clock = summary.value("clock", Json());
  if (!clock.is_object() || !clock.contains("library_digest")) return true;
  return clock["library_digest"] == library_digest;
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
  if (has == needs) return "its clock was another build of the plug-in's library";
  return fmt::format("there is {} where this study has {}", shown(has), shown(needs));
}

}  // namespace

RunIdentity identity_of(protocols::Experiment experiment) {
  return {text_of_run(experiment), clock_plan(experiment).library_digest};
}

FolderState state_of(const std::filesystem::path& folder, const RunIdentity& wanted) {
  const Json summary = read_json(folder / "summary.json");
  if (!summary.is_object() || summary.value("ending", Json()) != "done") return FolderState::kToDo;
  const bool same = config_in(folder) == wanted.config && is_of(summary, wanted.library_digest);
  return same ? FolderState::kDone : FolderState::kForeign;
}

bool was_stopped(const std::filesystem::path& folder, const RunIdentity& wanted) {
  const auto there = resumable(folder);
  return there && text_of_run(there->experiment()) == wanted.config;
}

void refuse_foreign(const std::filesystem::path& folder, const RunIdentity& wanted) {
  const auto there = config_in(folder);
  throw protocols::BadInput(fmt::format(
      "{} holds another finished run: {}\nhint: choose another folder with --out DIR, or remove "
      "that one",
      folder.string(), there ? first_difference(*there, wanted.config) : "it cannot be read"));
}

}  // namespace lab
