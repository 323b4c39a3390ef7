#include "tools/lab/trace/ask/row_text.h"

#include <fmt/format.h>

#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

constexpr double kNanosecondsInMicrosecond = 1000;

}  // namespace

std::string duration_text(std::int64_t ns) {
  return fmt::format("{:.13g} us", static_cast<double>(ns) / kNanosecondsInMicrosecond);
}

std::string time_text(sim::Time at) {
  const std::string text = duration_text(at.ns);
  return at.microstep == 0 ? text : fmt::format("{} + {}", text, at.microstep);
}

std::string what_text(const TraceFile& file, const EventRow& row) {
  const std::string detail = file.detail(row);
  return detail.empty() ? file.kind(row) : file.kind(row) + " " + detail;
}

std::string row_text(const TraceFile& file, const EventRow& row) {
  std::string out =
      fmt::format("{} to {}: {}", file.event(row.id), file.actor(row.to), what_text(file, row));
  if (row.sample != sim::kNoSample) out += fmt::format(", sample {}", row.sample);
  out += ", sent " + time_text(row.sent);
  if (sim::is_lost(row.fate)) return fmt::format("{}, {}", out, name_of(row.fate));
  out += ", received " + time_text(row.at);
  return row.fate == sim::Fate::kDuplicated ? out + ", a duplicate" : out;
}

}  // namespace lab::trace
