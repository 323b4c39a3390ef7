// Requests to a clock in another process, and its replies: one at a time. It knows the protocol,
// and not when what is asked.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "protocols/address.h"
#include "protocols/clock.pb.h"
#include "tools/lab/remote/frames.h"

namespace lab {

inline constexpr std::uint32_t kClockProtocol = 1;

struct RemoteOptions {
  std::string address_text;    // as the config has it
  protocols::Address address;  // the same, understood
  std::chrono::nanoseconds connect_timeout, reply_timeout;
};

// All of it throws sim::ClockError, which names address and clock, when the other side is gone, too
// late, or says what is no Reply, or an error.
class Dialogue {
 public:
  // Connects, and blocks until the hello is answered: each for the connect time-out at most.
  Dialogue(const RemoteOptions& options, const protocols::clock::Hello& hello);

  // "lockstep (remote 127.0.0.1:4000)"
  const std::string& title() const { return title_; }

  // REQUIRES: every reply has been taken.
  void ask(const protocols::clock::Request& request);
  // Gets on without blocking. Whether there is a reply to be taken; false if nothing was asked.
  bool move();
  // Blocks until it is there. REQUIRES: something was asked.
  protocols::clock::Reply take();
  int descriptor() const { return frames_.descriptor(); }

 private:
  void meet(const protocols::clock::Hello& hello);
  [[noreturn]] void fail(const std::string& what) const;
  void ask_until(const protocols::clock::Request& request, std::chrono::nanoseconds timeout);
  void understand(const std::string& frame);

  RemoteOptions options_;
  std::string title_;
  Frames frames_;
  std::chrono::nanoseconds timeout_{};
  std::optional<Deadline> deadline_;  // of the reply that has not been taken
  std::optional<protocols::clock::Reply> reply_;
};

}  // namespace lab
