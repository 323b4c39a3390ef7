// Rows are in the order of sending, and what is sent at a time is caused by what is received then:
// the next instant is the earliest arrival in flight, and its rows follow in the file.
#include "tools/lab/console/trace_feed.h"

namespace lab {

TraceFeed::TraceFeed(trace::TraceFile& file)
    : file_(file), events_(trace::events_of(file)), notes_(trace::notes_of(file)) {}

bool TraceFeed::is_over(sim::Time next) const {
  return file_.end() && next > sim::Time{file_.end()->now(), file_.end()->now_microstep()};
}

bool TraceFeed::advance(Play& play) {
  take_sent(play.now(), play);  // before the first instant: what came from outside
  // After damage, or at the beginning of a ring, the rows go on later.
  while (play.in_flight().empty()) {
    const trace::EventRow* const row = events_.peek();
    if (row == nullptr) return false;
    take_sent(row->sent, play);
  }
  const sim::Time now = play.in_flight().begin()->first.at;
  if (is_over(now)) return false;
  while (!play.in_flight().empty() && play.in_flight().begin()->first.at == now) {
    const sim::EventKey key = play.in_flight().begin()->first;
    play.received(key);
    take_notes(key, play);
  }
  take_sent(now, play);
  return true;
}

void TraceFeed::take_sent(sim::Time now, Play& play) {
  for (const auto* row = events_.peek(); row != nullptr && row->sent <= now; row = events_.peek()) {
    play.sent(*row);
    events_.next();
  }
}

void TraceFeed::take_notes(const sim::EventKey& during, Play& play) {
  for (const auto* row = notes_.peek(); row != nullptr && row->at <= during.at;
       row = notes_.peek()) {
    if (row->at == during.at && row->during != during.id()) return;
    play.noted(*row, during.to);
    notes_.next();
  }
}

}  // namespace lab
