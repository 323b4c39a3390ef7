#include "protocols/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "protocols/bad_input.h"

namespace protocols {
namespace {

constexpr std::size_t kLongestPath = 107;  // what sockaddr_un has room for

[[noreturn]] void fail(std::string_view text, std::string_view problem) {
  throw BadInput(
      fmt::format("\"{}\" is no address: {}; allowed is HOST:PORT, [IPv6]:PORT, "
                  "unix:PATH or a path with a slash",
                  text, problem));
}

Address unix_address(std::string_view text, std::string_view path) {
  if (path.empty()) fail(text, "the path is missing");
  if (path.size() > kLongestPath) {
    fail(text,
         fmt::format("the path has {} bytes, at most {} are possible", path.size(), kLongestPath));
  }
  return {.path = std::string(path), .host = {}, .port = 0};
}

std::uint16_t port_of(std::string_view text, std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port == 0) {
    fail(text, "the port must be a number from 1 to 65535");
  }
  return port;
}

bool is_loopback_v4(std::string_view host) {
  return host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3 &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

bool Address::is_local() const {
  return is_unix() || host == "localhost" || host == "::1" || is_loopback_v4(host);
}

Address parse_address(std::string_view text) {
  constexpr std::string_view kUnix = "unix:";
  if (text.find('\0') != std::string_view::npos) fail("", "it has a zero byte");
  if (text.starts_with(kUnix)) return unix_address(text, text.substr(kUnix.size()));
  if (text.find('/') != std::string_view::npos) return unix_address(text, text);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) fail(text, "the port is missing");
  std::string_view host = text.substr(0, colon);
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  if (host.empty()) fail(text, "the host is missing");
  if (!brackets && host.find_first_of(":[]") != std::string_view::npos) {
    fail(text, "an IPv6 address is written in brackets");
  }
  return {.path = {}, .host = std::string(host), .port = port_of(text, text.substr(colon + 1))};
}

}  // namespace protocols
