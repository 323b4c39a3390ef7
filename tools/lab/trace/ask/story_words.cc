// The words of a story.
#include "tools/lab/trace/ask/story.h"

namespace lab::trace {

const char* role_of(Route place) {
  switch (place.way) {
    case Way::kFeedforward:
      return "activity from below";
    case Way::kLocal:
      return "local activity";
    case Way::kFeedback:
      return "target from above";
    case Way::kDeliver:
      return "target";
    case Way::kTransport:
      return "weights";
    case Way::kOrder:
      return "order";
    case Way::kOther:
      break;
  }
  return "because of";
}

const char* name_of(Story::State state) {
  switch (state) {
    case Story::State::kThere:
      return "there";
    case Story::State::kLate:
      return "late";
    case Story::State::kUnderWay:
      return "under way";
    case Story::State::kLost:
      return "lost";
    case Story::State::kNeverSent:
      return "never sent";
  }
  return "?";
}

}  // namespace lab::trace
