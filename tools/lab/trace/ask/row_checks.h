// What a row of a trace owes to those before it: its name, its times, its place on its link, and
// its cause.
#pragma once

#include <string>
#include <vector>

#include "tools/lab/trace/ask/numbering.h"
#include "tools/lab/trace/ask/transit.h"
#include "tools/lab/trace/ask/verdict.h"
#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

class RowChecks {
 public:
  // All must outlive it.
  RowChecks(const TraceFile& file, Numbering& numbering, const Transit& transit, Verdict& verdict);

  // Rows in order; everything up to the moment when it was sent has been received.
  void check(const EventRow& row);

  // Of rows whose cause may have been in rows that are missing.
  std::uint64_t unknown_causes() const { return unknown_causes_; }

 private:
  void check_name(const EventRow& row);
  void check_times(const EventRow& row);
  void check_order(const EventRow& row);
  void check_cause(const EventRow& row);
  void check_original(const EventRow& row);
  std::string absence_of(const EventRow& row) const;
  void broken(Check check, const EventRow& row, const std::string& what);

  const TraceFile& file_;
  Numbering& numbering_;
  const Transit& transit_;
  Verdict& verdict_;
  const bool is_wall_;
  std::vector<sim::Time> last_at_;  // by link: the last that is received
  Flight last_;                     // the row before
  std::uint64_t unknown_causes_ = 0;
};

}  // namespace lab::trace
