// A recorded run, played back instant by instant.
#pragma once

#include "tools/lab/console/play.h"
#include "tools/lab/trace/cursor.h"

namespace lab {

class TraceFeed final : public Feed {
 public:
  // "file" must outlive the feed.
  explicit TraceFeed(trace::TraceFile& file);

  bool advance(Play& play) override;
  std::string state_of(sim::ActorId) const override { return {}; }

 private:
  void take_sent(sim::Time now, Play& play);
  void take_notes(const sim::EventKey& during, Play& play);
  bool is_over(sim::Time next) const;

  const trace::TraceFile& file_;
  trace::Cursor<trace::EventRow> events_;
  trace::Cursor<trace::NoteRow> notes_;
};

}  // namespace lab
