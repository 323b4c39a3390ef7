// Rows of events to the body of a frame and back: where all differences are taken.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/lab/trace/column.h"
#include "tools/lab/trace/rows.h"

namespace lab::trace {

// The last values that differences are taken from; new in every frame.
class EventBase {
 public:
  struct OfSender {
    std::int64_t nth = -1, cause_nth = 0;
  };
  struct OfLink {
    std::int64_t sample = 0, flight = 0, version = 0, feedback_version = 0, bytes = 0;
  };
  OfSender& sender(sim::ActorId actor) { return at(senders_, actor.value + 1); }
  OfLink& link(sim::LinkId link) { return at(links_, link.value + 1); }
  std::int64_t sent = 0;

 private:
  template <class Last>
  static Last& at(std::vector<Last>& all, std::uint32_t index) {  // 0: outside, or no link
    if (index >= all.size()) all.resize(index + 1);
    return all[index];
  }

  std::vector<OfSender> senders_;
  std::vector<OfLink> links_;
};

class EventColumns {
 public:
  // "row.number" must be one more than that of the row before.
  void add(const EventRow& row);
  std::uint32_t rows() const { return rows_; }
  std::int64_t t_min() const { return t_min_; }
  std::int64_t t_max() const { return t_max_; }
  std::uint64_t actors() const { return actors_; }  // see FrameHeader

  // The body of a frame. Starts anew.
  std::string take();

 private:
  void add_place(const EventRow& row);
  void add_times(const EventRow& row, EventBase::OfLink& last);
  void add_cause(const EventRow& row);

  enum Field {
    kLink = 2,
    kFrom,
    kTo,
    kNth,
    kKind,
    kDetail,
    kSample,
    kSent,
    kSentMicrostep,
    kFlight,
    kReceivedMicrostep,
    kFate,
    kCause,
    kCauseNth,
    kVersion,
    kFeedbackVersion,
    kBytes,
    kFields
  };
  Column columns_[kFields];
  EventBase base_;
  std::uint64_t first_ = 0;
  std::uint32_t rows_ = 0;
  std::int64_t t_min_ = 0, t_max_ = 0;
  std::uint64_t actors_ = 0;
};

// The ends of a link, by number.
struct LinkEnds {
  sim::ActorId from, to;
};

// Nothing if the body is no Events message whose columns fit each other and these links.
std::optional<std::vector<EventRow>> parse_events(std::string_view body,
                                                  const std::vector<LinkEnds>& links,
                                                  std::size_t actors);

}  // namespace lab::trace
