// Rows of one type of frame, one after the other when asked for: for those who must hold several
// routes at once, two traces, or events beside their notes and digests. One frame of each is in
// memory.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "tools/lab/trace/scan.h"

namespace lab::trace {

template <class Row>
class Cursor {
 public:
  // Gives nothing for a frame that cannot be read; that one is stepped over.
  using Parse = std::function<std::optional<std::vector<Row>>(const Frame&)>;
  // Which rows are shown. Frames that cannot hold any of the window are not read.
  struct Wanted {
    Window window = {};
    std::function<bool(const Row&)> row = {};  // absent: all
  };

  // "file" must outlive the cursor.
  Cursor(const TraceFile& file, FrameType type, Parse parse, Wanted wanted = {})
      : file_(file), type_(type), parse_(std::move(parse)), wanted_(std::move(wanted)) {}

  // The row under the cursor, or null after the last one. Valid until the next call of next().
  const Row* peek() {
    for (;; ++at_) {
      while (at_ == rows_.size() && frame_ < file_.frames().size()) load();
      if (at_ == rows_.size()) return nullptr;
      if (!wanted_.row || wanted_.row(rows_[at_])) return &rows_[at_];
    }
  }
  // REQUIRES: peek() was not null.
  void next() { ++at_; }

  // Where the frame of that row is in the file.
  std::uint64_t position() const { return frame_ == 0 ? 0 : file_.frames()[frame_ - 1].at; }

 private:
  void load() {
    const Frame& frame = file_.frames()[frame_++];
    if (frame.header.type != type_ || !can_hold(frame.header, wanted_.window)) return;
    rows_ = parse_(frame).value_or(std::vector<Row>());
    at_ = 0;
  }

  const TraceFile& file_;
  FrameType type_;
  Parse parse_;
  Wanted wanted_;
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
