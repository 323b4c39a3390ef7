// libFuzzer target: any bytes as what a clock in another process sends. Built by fuzzers_test.py
// with clang.
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>

#include "protocols/clock.pb.h"
#include "tools/lab/remote/frames.h"

namespace {

// The other end has said all this, and is gone. Fits into what a socket holds.
lab::Socket socket_with(const std::uint8_t* data, std::size_t size) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) std::abort();
  if (size != 0 && write(ends[1], data, size) != static_cast<ssize_t>(size)) std::abort();
  close(ends[1]);
  return lab::Socket(ends[0]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    lab::Frames frames(socket_with(data, size));
    while (const auto frame = frames.move()) {
      protocols::clock::Reply reply;
      if (reply.ParseFromString(*frame)) reply.SerializeAsString();
    }
    std::abort();  // whoever is gone is told, and not waited for
  } catch (const std::runtime_error&) {
  }
  return 0;
}
