// Frames on a stream: each is its size in bytes, 4 bytes little-endian, and so many bytes. It knows
// nothing of what is in them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tools/lab/remote/connect.h"

namespace lab {

inline constexpr std::size_t kMostFrameBytes = std::size_t{1} << 20;

// Not for use by two threads at once.
class Frames {
 public:
  explicit Frames(Socket socket) : socket_(std::move(socket)) {}

  // Will be sent, as move() gets on with it. Throws std::runtime_error if it is too large.
  void put(std::string_view frame);
  // Sends and receives what is possible without blocking; the next frame, if it is complete.
  // Throws std::runtime_error when the other side is gone, or announces too large a frame.
  std::optional<std::string> move();

  // Blocks for so long at most, until move() may get further.
  void wait(int milliseconds) const { socket_.wait(!out_.empty(), milliseconds); }
  // Something was received and not taken.
  bool has_input() const { return !in_.empty(); }
  int descriptor() const { return socket_.descriptor(); }

 private:
  void send_some();
  void receive_some();
  std::optional<std::string> complete();

  Socket socket_;
  std::string out_, in_;  // not yet sent; received and not yet taken
};

}  // namespace lab
