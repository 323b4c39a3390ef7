#include "tools/lab/remote/frames.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace lab {
namespace {

constexpr std::size_t kHead = 4;

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

[[noreturn]] void fail_gone(int error) {
  throw std::runtime_error("is gone: " + std::generic_category().message(error));
}

std::size_t size_in(std::string_view head) {
  std::size_t out = 0;
  for (std::size_t i = kHead; i-- > 0;) out = out << 8 | static_cast<unsigned char>(head[i]);
  return out;
}

}  // namespace

void Frames::put(std::string_view frame) {
  if (frame.size() > kMostFrameBytes) {
    throw std::runtime_error(
        fmt::format("would have to be sent a message of {} bytes, at most {} "
                    "are allowed",
                    frame.size(), kMostFrameBytes));
  }
  for (std::size_t i = 0; i < kHead; ++i) {
    out_ += static_cast<char>(frame.size() >> (8 * i) & 0xff);
  }
  out_ += frame;
}

std::optional<std::string> Frames::move() {
  send_some();
  if (auto frame = complete()) return frame;
  receive_some();
  return complete();
}

void Frames::send_some() {
  while (!out_.empty()) {
    const ssize_t sent = send(descriptor(), out_.data(), out_.size(), MSG_NOSIGNAL);
    if (sent < 0 && would_block(errno)) return;
    if (sent < 0) fail_gone(errno);
    out_.erase(0, static_cast<std::size_t>(sent));
  }
}

// As long as there is no whole frame; what follows it can wait.
void Frames::receive_some() {
  std::array<char, 65536> buffer;
  while (in_.size() < kHead || in_.size() < kHead + size_in(in_)) {
    const ssize_t got = recv(descriptor(), buffer.data(), buffer.size(), 0);
    if (got < 0 && would_block(errno)) return;
    if (got < 0) fail_gone(errno);
    if (got == 0) throw std::runtime_error("is gone: it closed the connection");
    in_.append(buffer.data(), static_cast<std::size_t>(got));
    if (in_.size() >= kHead && size_in(in_) > kMostFrameBytes) {
      throw std::runtime_error(
          fmt::format("announced a message of {} bytes, at most {} are "
                      "allowed",
                      size_in(in_), kMostFrameBytes));
    }
  }
}

std::optional<std::string> Frames::complete() {
  if (in_.size() < kHead) return std::nullopt;
  const std::size_t size = size_in(in_);
  if (in_.size() < kHead + size) return std::nullopt;
  std::string out = in_.substr(kHead, size);
  in_.erase(0, kHead + size);
  return out;
}

}  // namespace lab
