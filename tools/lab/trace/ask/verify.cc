#include "tools/lab/trace/ask/verify.h"

#include <fmt/format.h>

#include <limits>

#include "sim/fingerprint.h"
#include "tools/lab/trace/ask/numbering.h"
#include "tools/lab/trace/ask/row_checks.h"
#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/ask/transit.h"
#include "tools/lab/trace/cursor.h"

namespace lab::trace {
namespace {

// All that the fingerprint hears of a message.
struct Recorded {
  std::uint64_t digest = 0;
};
std::uint64_t digest_of(const Recorded& message) { return message.digest; }

// The moment before this one.
sim::Time before(sim::Time at) {
  if (at.microstep > 0) return {at.ns, at.microstep - 1};
  return {at.ns - 1, std::numeric_limits<std::uint32_t>::max()};
}

class Verifier {
 public:
  explicit Verifier(TraceFile& file)
      : file_(file),
        events_(events_of(file)),
        notes_(notes_of(file)),
        digests_(digests_of(file)),
        is_wall_(file.header().mode() == "wall"),
        transit_(is_wall_),
        checks_(file, numbering_, transit_, verdict_) {}

  Verdict verify() {
    while (const EventRow* row = events_.peek()) {
      take(*row);
      events_.next();
    }
    finish();
    return verdict_;
  }

 private:
  void take(const EventRow& row) {
    if (row.number != next_row_) skip(row.number);
    next_row_ = row.number + 1;
    ++rows_;
    if (!is_wall_) receive_until(row.sent);
    checks_.check(row);
    if (sim::is_lost(row.fate)) {
      ++lost_;
    } else {
      send(row);
    }
  }

  void skip(std::uint64_t to) {
    if (to < next_row_) return broken(Check::kNames, "row " + std::to_string(to), "comes twice");
    numbering_.gap();
    missing_ += to - next_row_;
  }

  void send(const EventRow& row) {
    const auto digest = digest_at(digests_, row.number);
    if (!digest) ++without_digest_;
    const Flight flight{{row.at, row.to, row.id.from, row.id.nth},
                        row.cause,
                        row.sent,
                        row.link,
                        digest.value_or(0)};
    transit_.add(flight);
  }

  void receive_until(sim::Time until) {
    while (const auto flight = transit_.receive(until)) {
      ++received_;
      fingerprint_.on_receive(
          {flight->key, flight->cause, flight->sent, flight->link, Recorded{flight->digest}});
      check_notes(*flight);
    }
  }

  // Notes come in the order in which their events are received.
  void check_notes(const Flight& flight) {
    while (notes_.peek() != nullptr && notes_.peek()->at < flight.key.at) stray();
    while (const NoteRow* note = notes_.peek()) {
      if (note->at != flight.key.at || note->during != flight.key.id()) return;
      ++notes_seen_;
      notes_.next();
    }
  }

  void stray() {
    const NoteRow& note = *notes_.peek();
    ++notes_seen_;
    if (!numbering_.may_be_lost(note.during)) {
      broken(Check::kNotes, file_.event(note.during),
             fmt::format("a note of {} tells of it, but it was not received then, or not in this "
                         "order",
                         time_text(note.at)));
    }
    notes_.next();
  }

  void finish() {
    if (const auto& end = file_.end(); end && !is_wall_) {
      const sim::Time now{end->now(), end->now_microstep()};
      receive_until(before(now));
      // A handler that failed has ended nothing of its moment.
      if (end->ending() != "failed" || received_ != end->received()) receive_until(now);
      if (end->rows() > next_row_) skip(end->rows());
      while (notes_.peek() != nullptr && missing_ == 0) stray();
    }
    while (notes_.peek() != nullptr) {
      ++notes_seen_;
      notes_.next();
    }
    check_file();
    check_totals();
    check_fingerprint();
    say_what_is_missing();
    tell_counts();
  }

  void check_file() {
    for (const Damage& damage : file_.damages()) {
      broken(Check::kFile, fmt::format("byte {}", damage.at),
             fmt::format("{} bytes, {}", damage.bytes, damage.what));
    }
    if (file_.end() && !file_.end()->trouble().empty()) {
      verdict_.unchecked(Check::kFile, "recording stopped early: " + file_.end()->trouble());
    }
  }

  void check_totals() {
    const auto& end = file_.end();
    if (const std::string why = partial(); !why.empty()) {
      return verdict_.unchecked(Check::kTotals, why);
    }
    compare("sent", rows_, end->sent());
    compare("lost", lost_, end->lost());
    compare("rows", rows_, end->rows());
    compare("notes", notes_seen_, end->notes());
    if (is_wall_) {
      verdict_.unchecked(Check::kTotals,
                         "in wall time a trace does not tell when messages were received");
    } else {
      compare("received", received_, end->received());
    }
  }

  void compare(const char* name, std::uint64_t counted, std::uint64_t told) {
    if (counted == told) return;
    broken(Check::kTotals, name, fmt::format("{} in the trace, {} in the run", counted, told));
  }

  void check_fingerprint() {
    if (const std::string why = no_fingerprint(); !why.empty()) {
      return verdict_.unchecked(Check::kFingerprint, why);
    }
    const std::string found =
        fmt::format("{:016x}", fingerprint_.value_with(file_.end()->weights_digest()));
    verdict_.fingerprint(found);
    if (found == file_.end()->fingerprint()) return;
    broken(Check::kFingerprint, "the run",
           fmt::format("had {}, the trace gives {}", file_.end()->fingerprint(), found));
  }

  // Why there is not all of the run; empty if there is.
  std::string partial() const {
    if (missing_ > 0) return fmt::format("{} rows are not in the trace", missing_);
    return file_.end() ? "" : "the trace has no end: the run was killed, or still runs";
  }

  std::string no_fingerprint() const {
    if (is_wall_) return "a run in wall time has none";
    if (const std::string why = partial(); !why.empty()) return why;
    if (file_.header().detail() == protocols::trace::Header::NONE) {
      return "the trace has no digests (trace.payload NONE)";
    }
    if (without_digest_ == 0) return "";
    return fmt::format("{} messages have no digest", without_digest_);
  }

  void say_what_is_missing() {
    if (checks_.unknown_causes() > 0) {
      verdict_.unchecked(Check::kCauses, fmt::format("{} causes were in rows that are missing",
                                                     checks_.unknown_causes()));
    }
    if (file_.overwritten() > 0) {
      verdict_.unchecked(Check::kNames, fmt::format("the ring has overwritten {} older frames",
                                                    file_.overwritten()));
    } else if (missing_ > 0) {
      verdict_.unchecked(Check::kNames, fmt::format("{} rows are missing", missing_));
    }
    if (is_wall_) verdict_.unchecked(Check::kNotes, "not compared in wall time");
  }

  void tell_counts() {
    verdict_.count("messages", rows_);
    if (!is_wall_) verdict_.count("received", received_);
    verdict_.count("lost", lost_);
    if (!is_wall_) verdict_.count("in flight at the end", transit_.in_flight());
    verdict_.count("notes", notes_seen_);
  }

  void broken(Check check, const std::string& event, const std::string& what) {
    verdict_.broken(check, event, what);
  }

  TraceFile& file_;
  Cursor<EventRow> events_;
  Cursor<NoteRow> notes_;
  Cursor<DigestRow> digests_;
  const bool is_wall_;
  Verdict verdict_;
  Numbering numbering_;
  Transit transit_;
  RowChecks checks_;
  sim::Fingerprint<Recorded> fingerprint_;
  std::uint64_t next_row_ = 0, rows_ = 0, missing_ = 0;
  std::uint64_t received_ = 0, lost_ = 0, notes_seen_ = 0;
  std::uint64_t without_digest_ = 0;
};

}  // namespace

Verdict verify(TraceFile& file) { return Verifier(file).verify(); }

}  // namespace lab::trace
