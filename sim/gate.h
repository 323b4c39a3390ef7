// Something outside of the simulation that a window may have to wait for.
#pragma once

namespace sim {

class Gate {
 public:
  virtual ~Gate() = default;

  // Between windows: gets on with it without blocking. False: wait until descriptor() is readable,
  // or a little while, and ask again. Throws when what is outside has failed or took too long.
  // Nobody needs to ask: whoever needs the result in a window then blocks there.
  virtual bool ready() = 0;
  // A POSIX file descriptor to wait on; -1: there is none now.
  virtual int descriptor() const = 0;
};

}  // namespace sim
