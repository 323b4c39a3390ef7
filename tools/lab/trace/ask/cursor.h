// Rows of a trace one after the other, for those who must hold two routes at once: two traces, or
// events beside their notes and digests. One frame of each is in memory.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

template <class Row>
class Cursor {
 public:
  // Gives nothing for a frame that cannot be read; that one is stepped over.
  using Parse = std::function<std::optional<std::vector<Row>>(const Frame&)>;

  // "file" must outlive the cursor.
  Cursor(const TraceFile& file, FrameType type, Parse parse)
      : file_(file), type_(type), parse_(std::move(parse)) {}

  // The row under the cursor, or null after the last one. Valid until the next call of next().
  const Row* peek() {
    while (at_ == rows_.size() && frame_ < file_.frames().size()) load();
    return at_ < rows_.size() ? &rows_[at_] : nullptr;
  }
  // REQUIRES: peek() was not null.
  void next() { ++at_; }

 private:
  void load() {
    const Frame& frame = file_.frames()[frame_++];
    if (frame.header.type != type_) return;
    rows_ = parse_(frame).value_or(std::vector<Row>());
    at_ = 0;
  }

  const TraceFile& file_;
  FrameType type_;
  Parse parse_;
  std::size_t frame_ = 0, at_ = 0;
  std::vector<Row> rows_;
};

struct DigestRow {
  std::uint64_t event = 0;  // number of its row
  std::uint64_t digest = 0;
};

Cursor<EventRow> events_of(TraceFile& file);
Cursor<NoteRow> notes_of(TraceFile& file);
Cursor<DigestRow> digests_of(TraceFile& file);

// The digest of this row, if the trace has it. Rows must be asked for in order.
std::optional<std::uint64_t> digest_at(Cursor<DigestRow>& digests, std::uint64_t event);

}  // namespace lab::trace
