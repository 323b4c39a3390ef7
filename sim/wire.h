// What a message passes through on its way: nothing in process, an encoding when it must be
// proven that it can leave the process.
#pragma once

namespace sim {

template <class Message>
class Wire {
 public:
  virtual ~Wire() = default;

  // Returns a message equal to the one given.
  virtual Message pass(Message message) = 0;
};

}  // namespace sim
