#include "tools/lab/remote/connect.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

namespace lab {
namespace {

constexpr int kSliceMilliseconds = 100;

[[noreturn]] void fail(int error) {
  throw std::runtime_error("cannot connect: " + std::generic_category().message(error));
}

Socket new_socket(int family) {
  Socket out(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (out.descriptor() < 0) fail(errno);
  return out;
}

int pending_error(const Socket& socket) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

bool is_connected(const Socket& socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  return getpeername(socket.descriptor(), reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

// Zero, or why not.
int finish(const Socket& socket, Deadline deadline) {
  while (!is_connected(socket)) {
    if (const int error = pending_error(socket); error != 0) return error;
    const int left = milliseconds_until(deadline, kSliceMilliseconds);
    if (left == 0) return ETIMEDOUT;
    socket.wait(true, left);
  }
  return 0;
}

int begin(const Socket& socket, const sockaddr* address, socklen_t size) {
  if (connect(socket.descriptor(), address, size) == 0) return 0;
  return errno == EINTR ? EINPROGRESS : errno;
}

// A listener whose queue is full says EAGAIN: it may have room soon.
Socket connect_unix(const std::string& path, Deadline deadline) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  for (;;) {
    Socket out = new_socket(AF_UNIX);
    const int error = begin(out, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    if (error == 0) return out;
    if (error != EAGAIN) fail(error);
    const int left = milliseconds_until(deadline, 10);
    if (left == 0) fail(ETIMEDOUT);
    poll(nullptr, 0, left);
  }
}

using Hosts = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Hosts look_up(const protocols::Address& address) {
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  const int error =
      getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &wanted, &found);
  if (error != 0) throw std::runtime_error(std::string("cannot connect: ") + gai_strerror(error));
  return {found, freeaddrinfo};
}

// A host may have several addresses, such as those of both versions of IP.
Socket connect_host(const protocols::Address& address, Deadline deadline) {
  const Hosts hosts = look_up(address);
  int error = ECONNREFUSED;
  for (const addrinfo* at = hosts.get(); at != nullptr; at = at->ai_next) {
    Socket out = new_socket(at->ai_family);
    error = begin(out, at->ai_addr, at->ai_addrlen);
    if (error == EINPROGRESS) error = finish(out, deadline);
    if (error != 0) continue;
    const int yes = 1;  // small messages, each of which is waited for
    setsockopt(out.descriptor(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return out;
  }
  fail(error);
}

}  // namespace

int milliseconds_until(Deadline deadline, int most) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, most));
}

Socket::~Socket() {
  if (descriptor_ >= 0) close(descriptor_);
}

void Socket::wait(bool for_writing, int milliseconds) const {
  pollfd wanted{descriptor_, static_cast<short>(for_writing ? POLLIN | POLLOUT : POLLIN), 0};
  poll(&wanted, 1, milliseconds);
}

Socket connect_to(const protocols::Address& address, Deadline deadline) {
  if (address.is_unix()) return connect_unix(address.path, deadline);
  return connect_host(address, deadline);
}

}  // namespace lab
