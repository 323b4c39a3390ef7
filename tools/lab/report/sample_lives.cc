#include "tools/lab/report/sample_lives.h"

#include <fmt/format.h>

#include "protocols/bad_input.h"
#include "tools/lab/pictures/xml_text.h"
#include "tools/lab/report/sections.h"
#include "tools/lab/trace/export/sequence_svg.h"

namespace lab {
namespace {

constexpr sim::Sample kDrawn = 2;

std::optional<std::filesystem::path> trace_in(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".gtrace") return entry.path();
  }
  return std::nullopt;
}

}  // namespace

// Of a short run, or a ring that has lost its beginning, there may be fewer.
void draw_lives(const std::filesystem::path& folder, RunRecord& run) {
  const auto path = trace_in(folder);
  if (!path) return;
  try {
    trace::TraceFile file(*path);
    for (sim::Sample sample = 0; sample < kDrawn; ++sample) {
      run.lives.push_back(trace::sequence_svg(file, sample));
    }
  } catch (const protocols::BadInput& problem) {
    if (run.lives.empty()) run.remarks.push_back(problem.what());
  }
}

std::string lives_section(const Runs& runs) {
  std::string out;
  for (const RunRecord& run : runs) {
    for (std::size_t sample = 0; sample < run.lives.size(); ++sample) {
      out += fmt::format("<h3>{}: sample {}</h3>\n{}\n", xml_text(run.name), sample,
                         run.lives[sample]);
    }
  }
  if (out.empty()) return out;
  return "<p class=\"how\">From the trace: who said what to whom. Time runs downwards, and longer "
         "gaps are drawn shorter than they are.</p>\n" +
         out;
}

}  // namespace lab
