#include "tools/lab/trace/ask/verify.h"

#include <fmt/format.h>

#include <limits>

#include "sim/fingerprint.h"
#include "tools/lab/trace/ask/end_checks.h"
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
        checks_(file, numbering_, transit_, verdict_) {
    if (file.header().has_begins_at_step()) numbering_.gap();  // all that was sent before
  }

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

  // Notes come in the order in which their events are received. Between those of one moment may be
  // some on events whose rows are lost.
  void check_notes(const Flight& flight) {
    while (notes_.peek() != nullptr && notes_.peek()->at < flight.key.at) stray();
    while (const NoteRow* note = notes_.peek()) {
      if (note->at != flight.key.at) return;
      if (note->during != flight.key.id() && !numbering_.may_be_lost(note->during)) return;
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
    if (file_.end() && !is_wall_) receive_the_last();
    for (; notes_.peek() != nullptr; notes_.next()) ++notes_seen_;
    while (digests_.peek() != nullptr) digests_.next();  // those of events that cannot be read
    check_end(file_, counted(), verdict_);
  }

  void receive_the_last() {
    const auto& end = *file_.end();
    const sim::Time now{end.now(), end.now_microstep()};
    receive_until(before(now));
    // A handler that failed has ended nothing of its moment.
    if (end.ending() != "failed" || received_ != end.received()) receive_until(now);
    if (end.rows() > next_row_) skip(end.rows());
    while (notes_.peek() != nullptr && missing_ == 0) stray();
  }

  Counted counted() const {
    return {
        .rows = rows_,
        .missing = missing_,
        .received = received_,
        .lost = lost_,
        .in_flight = transit_.in_flight(),
        .notes = notes_seen_,
        .without_digest = without_digest_,
        .unknown_causes = checks_.unknown_causes(),
        .fingerprint = fingerprint_.value_with(file_.end() ? file_.end()->weights_digest() : 0)};
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
