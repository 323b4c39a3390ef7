#include "tools/lab/trace/cursor.h"

namespace lab::trace {
namespace {

std::optional<std::vector<DigestRow>> digests_in(TraceFile& file, const Frame& frame) {
  const auto payloads = file.message<protocols::trace::Payloads>(frame);
  if (!payloads || payloads->event_size() != payloads->digest_size()) return std::nullopt;
  std::vector<DigestRow> out;
  std::uint64_t event = 0;
  for (int i = 0; i < payloads->event_size(); ++i) {
    event += payloads->event(i);
    out.push_back({event, payloads->digest(i)});
  }
  return out;
}

}  // namespace

Cursor<EventRow> events_of(TraceFile& file) {
  return {file, FrameType::kEvents, [&](const Frame& frame) { return file.events(frame); }};
}

Cursor<NoteRow> notes_of(TraceFile& file) {
  return {file, FrameType::kNotes, [&](const Frame& frame) { return file.notes(frame); }};
}

Cursor<DigestRow> digests_of(TraceFile& file) {
  return {file, FrameType::kPayloads, [&](const Frame& frame) { return digests_in(file, frame); }};
}

std::optional<std::uint64_t> digest_at(Cursor<DigestRow>& digests, std::uint64_t event) {
  while (digests.peek() != nullptr && digests.peek()->event < event) digests.next();
  const DigestRow* row = digests.peek();
  return row != nullptr && row->event == event ? std::optional(row->digest) : std::nullopt;
}

}  // namespace lab::trace
