// What an event passes through when it is sent: nothing in process, an encoding when it must be
// proven that its message can leave the process, a detour when it shall arrive at another time.
#pragma once

#include "sim/event.h"

namespace sim {

template <class Message>
class Wire {
 public:
  virtual ~Wire() = default;

  // May put an equal message in place of the event's, and change when it is received: to any time
  // after it was sent. A lost event (its key.at is when it was sent) stays lost.
  virtual void pass(Event<Message>& event) = 0;
};

}  // namespace sim
