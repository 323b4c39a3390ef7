#include "tools/lab/trace/ask/row_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/lab/trace/ask/row_text.h"

namespace lab::trace {

RowChecks::RowChecks(const TraceFile& file, Numbering& numbering, const Transit& transit,
                     Verdict& verdict)
    : file_(file),
      numbering_(numbering),
      transit_(transit),
      verdict_(verdict),
      is_wall_(file.header().mode() == "wall"),
      last_at_(static_cast<std::size_t>(file.header().links_size())) {}

void RowChecks::check(const EventRow& row) {
  check_name(row);
  check_times(row);
  check_order(row);
  check_cause(row);
  last_ = {{row.at, row.to, row.id.from, row.id.nth}, row.cause, row.sent, row.link};
}

void RowChecks::check_name(const EventRow& row) {
  const std::uint64_t due = numbering_.due(row.id.from);
  if (numbering_.follows(row.id)) return;
  broken(Check::kNames, row,
         row.id.nth < due ? "this name was used before"
                          : fmt::format("the next of its sender should be #{}", due));
}

void RowChecks::check_times(const EventRow& row) {
  if (!is_wall_ && row.sent < last_.sent) {
    broken(Check::kTimes, row,
           fmt::format("sent at {}, but the row before at {}", time_text(row.sent),
                       time_text(last_.sent)));
  }
  if (sim::is_lost(row.fate) ? row.at != row.sent : row.at <= row.sent) {
    broken(Check::kTimes, row,
           fmt::format("sent at {}, received at {}", time_text(row.sent), time_text(row.at)));
  }
  if (row.link == sim::kNoLink && row.id.from != sim::kOutside && row.id.from != row.to) {
    broken(Check::kTimes, row, "travelled on no link");
  }
}

void RowChecks::check_order(const EventRow& row) {
  if (row.link == sim::kNoLink || sim::is_lost(row.fate)) return;
  if (!file_.header().links(static_cast<int>(row.link.value)).in_order()) return;
  sim::Time& last = last_at_[row.link.value];
  if (row.at < last) {
    broken(Check::kOrder, row,
           fmt::format("received on {} at {}, before what was sent before it, at {}",
                       file_.link(row.link), time_text(row.at), time_text(last)));
  }
  last = std::max(last, row.at);
}

void RowChecks::check_cause(const EventRow& row) {
  if (row.id.from == sim::kOutside) return;
  if (row.fate == sim::Fate::kDuplicated) return check_original(row);
  const Flight* cause = transit_.received(row.cause);
  if (cause == nullptr) {
    if (numbering_.may_be_lost(row.cause)) {
      ++unknown_causes_;
      return;
    }
    return broken(Check::kCauses, row, absence_of(row));
  }
  const bool in_time = is_wall_ ? cause->key.at <= row.sent : cause->key.at == row.sent;
  if (cause->key.to == row.id.from && in_time) return;
  broken(Check::kCauses, row,
         fmt::format("sent at {}, but its cause {} was received by {} at {}", time_text(row.sent),
                     file_.event(row.cause), file_.actor(cause->key.to), time_text(cause->key.at)));
}

std::string RowChecks::absence_of(const EventRow& row) const {
  const Flight* coming = transit_.under_way(row.cause);
  if (coming == nullptr) {
    return fmt::format("its cause {} was not received at {}", file_.event(row.cause),
                       time_text(row.sent));
  }
  return fmt::format("sent at {}, but its cause {} is received at {}", time_text(row.sent),
                     file_.event(row.cause), time_text(coming->key.at));
}

// A link makes a copy when it is given the original.
void RowChecks::check_original(const EventRow& row) {
  const bool is_copy = last_.key.id() == row.cause && last_.link == row.link &&
                       last_.sent == row.sent && row.cause.from == row.id.from;
  if (is_copy) return;
  if (numbering_.may_be_lost(row.cause)) {
    ++unknown_causes_;
  } else {
    broken(Check::kCauses, row, "a copy of " + file_.event(row.cause) + " that does not follow it");
  }
}

void RowChecks::broken(Check check, const EventRow& row, const std::string& what) {
  verdict_.broken(check, file_.event(row.id), what);
}

}  // namespace lab::trace
