// Rows of one type of frame, one after the other when asked for: for those who read several types
// side by side. One frame is in memory at a time.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "tools/lab/trace/scan.h"

namespace lab::trace {

template <class Row>
class SelectedRows {
 public:
  using Rows = std::optional<std::vector<Row>>;

  // "read" gives nothing for a damaged frame; only rows that "wants" accepts are shown.
  SelectedRows(TraceFile& file, FrameType type, const Window& window,
               std::function<Rows(const Frame&)> read, std::function<bool(const Row&)> wants)
      : file_(file),
        type_(type),
        window_(window),
        read_(std::move(read)),
        wants_(std::move(wants)) {
    find();
  }

  const Row* row() const { return row_ < rows_.size() ? &rows_[row_] : nullptr; }  // null: no more
  void advance() {
    ++row_;
    find();
  }
  std::uint64_t at() const { return at_; }  // in the file

 private:
  void find() {
    for (;; ++row_) {
      while (row_ >= rows_.size()) {
        if (!read_next()) return;
      }
      if (wants_(rows_[row_])) return;
    }
  }

  bool read_next() {
    rows_.clear();
    row_ = 0;
    while (frame_ < file_.frames().size()) {
      const Frame& frame = file_.frames()[frame_++];
      if (frame.header.type != type_ || !can_hold(frame.header, window_)) continue;
      at_ = frame.at;
      if (Rows rows = read_(frame)) {
        rows_ = std::move(*rows);
        return true;
      }
    }
    return false;
  }

  TraceFile& file_;
  FrameType type_;
  Window window_;
  std::function<Rows(const Frame&)> read_;
  std::function<bool(const Row&)> wants_;
  std::vector<Row> rows_;
  std::size_t row_ = 0, frame_ = 0;
  std::uint64_t at_ = 0;
};

}  // namespace lab::trace
