// Reading by stream, not by size: a pipe such as /dev/stdin has none.
#include "protocols/read_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "protocols/bad_input.h"

namespace protocols {
namespace {

constexpr std::size_t kLargestFile = 16u << 20;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string read_small_file(const std::filesystem::path& file) {
  std::error_code ignored;  // what cannot be looked at cannot be opened either
  if (std::filesystem::is_directory(file, ignored)) {
    throw BadInput(fmt::format("{}: is a folder, not a file", file.string()));
  }
  errno = 0;
  std::ifstream input(file, std::ios::binary);
  if (!input) throw BadInput(fmt::format("{}: {}", file.string(), std::strerror(errno)));
  std::string text(kLargestFile + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (input.bad()) throw BadInput(fmt::format("{}: cannot be read", file.string()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  if (text.size() > kLargestFile) {
    throw BadInput(fmt::format("{}: is too large to be a config", file.string()));
  }
  // Some editors put a mark in front that the parser would take for a fault.
  return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
}

}  // namespace protocols
