// A connection to where somebody listens, as a POSIX socket that does not block.
#pragma once

#include <chrono>
#include <utility>

#include "protocols/address.h"

namespace lab {

using Deadline = std::chrono::steady_clock::time_point;

// Milliseconds until then, at least 0 and at most `most`: what poll() takes.
int milliseconds_until(Deadline deadline, int most);

// Owns a file descriptor.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket();
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;

  int descriptor() const { return descriptor_; }
  // Blocks until it can be read or written or has failed, for so long at most; signals may wake it
  // earlier.
  void wait(bool for_writing, int milliseconds) const;

 private:
  int descriptor_;
};

// Throws std::runtime_error, which says why it could not: nobody listens, or the deadline passed.
Socket connect_to(const protocols::Address& address, Deadline deadline);

}  // namespace lab
