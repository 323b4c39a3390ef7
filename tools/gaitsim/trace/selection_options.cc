#include "tools/gaitsim/trace/selection_options.h"

#include "protocols/bad_input.h"
#include "protocols/duration.h"

namespace gaitsim {
namespace {

std::int64_t time_ns(const char* option, const std::string& text) {
  try {
    return protocols::parse_duration_ns(text);
  } catch (const protocols::BadInput& error) {
    throw protocols::BadInput(std::string(option) + ": " + error.what());
  }
}

}  // namespace

void SelectionOptions::add_to(CLI::App& command) {
  command.add_option("--from", from, "virtual time, such as 1.5ms: only what ends later");
  command.add_option("--until", until, "virtual time: only what begins before, or then");
  command.add_option("--actor", actor, "only messages to or from it, and notes of its layer");
  command.add_option("--sample", sample, "only messages and notes of this sample")
      ->check(CLI::NonNegativeNumber);
}

lab::trace::Selection SelectionOptions::of(const lab::trace::TraceFile& file) const {
  lab::trace::Selection selection;
  if (!from.empty()) selection.window.from_ns = time_ns("--from", from);
  if (!until.empty()) selection.window.to_ns = time_ns("--until", until);
  if (selection.window.from_ns > selection.window.to_ns) {
    throw protocols::BadInput("--from " + from + " is later than --until " + until);
  }
  if (!actor.empty()) selection.window.actor = file.actor_called(actor);
  if (sample >= 0) selection.sample = sample;
  return selection;
}

}  // namespace gaitsim
