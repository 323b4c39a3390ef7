#include "tools/lab/trace/scan.h"

namespace lab::trace {
namespace {

constexpr std::uint32_t kActorBits = 64;  // of a frame's mask

// Rows of one type of frame, through a parser that gives nothing for a damaged one.
template <class Parse, class Visit>
void for_each_row(TraceFile& file, FrameType type, const Window& window, Parse parse,
                  const Visit& visit, const Progress& progress) {
  for (const Frame& frame : file.frames()) {
    if (frame.header.type != type || !can_hold(frame.header, window)) continue;
    if (progress) progress(frame.at, file.bytes());
    const auto rows = parse(frame);
    if (!rows) continue;
    for (const auto& row : *rows) {
      if (holds(row, window) && !visit(row)) return;
    }
  }
}

}  // namespace

bool can_hold(const FrameHeader& header, const Window& window) {
  if (header.t_max < window.from_ns || header.t_min > window.to_ns) return false;
  const bool masked =
      header.type == FrameType::kEvents && window.actor && *window.actor != sim::kOutside;
  return !masked || (header.actors >> (window.actor->value % kActorBits) & 1) != 0;
}

bool holds(const EventRow& row, const Window& window) {
  if (row.at.ns < window.from_ns || row.sent.ns > window.to_ns) return false;
  return !window.actor || row.id.from == *window.actor || row.to == *window.actor;
}

bool holds(const NoteRow& row, const Window& window) {
  return row.at.ns >= window.from_ns && row.at.ns <= window.to_ns;
}

void for_each_event(TraceFile& file, const Window& window,
                    const std::function<bool(const EventRow&)>& visit, const Progress& progress) {
  for_each_row(
      file, FrameType::kEvents, window, [&](const Frame& frame) { return file.events(frame); },
      visit, progress);
}

void for_each_note(TraceFile& file, const Window& window,
                   const std::function<bool(const NoteRow&)>& visit) {
  for_each_row(file, FrameType::kNotes, window,
               [&](const Frame& frame) { return file.notes(frame); }, visit, {});
}

}  // namespace lab::trace
