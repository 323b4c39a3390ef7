#include "tools/lab/trace/ask/outcome.h"

#include "tools/lab/trace/ask/update_diff.h"
#include "tools/lab/trace/scan.h"

namespace lab::trace {

Outcome outcome_of(TraceFile& file, sim::Layer layer, sim::Sample sample) {
  Outcome out;
  for_each_note(file, {}, [&](const NoteRow& row) {
    const sim::Note& note = row.note;
    if (note.kind == sim::NoteKind::kPresented) {
      if (out.first == sim::kNoSample) out.first = note.sample;
      out.last = note.sample;
      out.presented = out.presented || note.sample == sample;
    }
    if (note.layer != layer) return true;
    if (is_closing(note) && note.sample == sample) out.closing = row;
    const bool forgets = note.kind == sim::NoteKind::kForgotten && note.sample >= sample;
    if (forgets && !out.forgotten) out.forgotten = row;
    return true;
  });
  return out;
}

}  // namespace lab::trace
