// Where another process listens, as people write it: "127.0.0.1:4000", "[::1]:4000",
// "localhost:4000", "unix:/path", or any path with a slash. Nothing is looked up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace protocols {

struct Address {
  std::string path;  // of a Unix socket; empty: host and port
  std::string host;  // without brackets
  std::uint16_t port = 0;

  bool is_unix() const { return !path.empty(); }
  // On this machine: a Unix socket, localhost, 127.x.x.x or ::1.
  bool is_local() const;
};

// Throws BadInput, which says what is allowed.
Address parse_address(std::string_view text);

}  // namespace protocols
