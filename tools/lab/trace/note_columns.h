// Notes to the body of a frame and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/lab/trace/column.h"
#include "tools/lab/trace/rows.h"

namespace lab::trace {

// The last values that differences are taken from; new in every frame.
struct NoteBase {
  std::int64_t at = 0, sample = 0;
  std::vector<std::int64_t> during_nth;  // by sender + 1; 0: outside
};

class NoteColumns {
 public:
  void add(const NoteRow& row);
  std::uint32_t rows() const { return rows_; }
  std::int64_t t_min() const { return t_min_; }
  std::int64_t t_max() const { return base_.at; }

  // The body of a frame. Starts anew.
  std::string take();

 private:
  void add_place(const NoteRow& row);
  void add_samples(const sim::Note& note);

  enum Field {
    kKind = 1,
    kLayer,
    kAt,
    kAtMicrostep,
    kDuring,
    kDuringNth,
    kSample,
    kTargetSample,
    kActivitySample,
    kStaleness,
    kLate,
    kValue,
    kCount,
    kFields
  };
  Column columns_[kFields];
  NoteBase base_;
  std::uint32_t rows_ = 0;
  std::int64_t t_min_ = 0;
};

// Nothing if the body is no Notes message whose columns fit each other and so many actors.
std::optional<std::vector<NoteRow>> parse_notes(std::string_view body, std::size_t actors);

}  // namespace lab::trace
