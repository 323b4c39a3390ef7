// idx_file.cc: zlib reads plain files as they are and checks the sums of gzip files.
#include "tools/lab/data/idx_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "tools/lab/data/data_folder.h"

namespace lab {
namespace {

using std::filesystem::path;
using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kMost = std::size_t{1} << 31;  // bytes of a file's content
constexpr std::uint32_t kUnsignedBytes = 0x0800;     // type of element in the magic number
constexpr const char* kAgain = "tools/fetch-data gets the files of MNIST and its kin again";

// An open file; closes itself.
class Stream {
 public:
  explicit Stream(const path& file) : file_(file), handle_(gzopen(file.c_str(), "rb"), &gzclose_r) {
    if (!handle_) refuse_file(file, fmt::format("cannot be opened: {}", std::strerror(errno)));
  }

  // Up to `count` bytes; fewer only at the end of the file.
  Bytes read(std::size_t count) {
    Bytes bytes;
    while (bytes.size() < count) {
      const std::size_t before = bytes.size();
      bytes.resize(before + std::min(count - before, kPiece));
      const std::size_t got = read_piece(bytes.data() + before, bytes.size() - before);
      bytes.resize(before + got);
      if (got == 0) break;
    }
    return bytes;
  }

 private:
  static constexpr std::size_t kPiece = std::size_t{1} << 20;

  std::size_t read_piece(std::uint8_t* to, std::size_t count) {
    const int got = gzread(handle_.get(), to, static_cast<unsigned>(count));
    int error = Z_OK;
    const char* const message = gzerror(handle_.get(), &error);
    if (error == Z_BUF_ERROR)
      refuse_file(file_, fmt::format("gzip data ends too early; {}", kAgain));
    if (error == Z_ERRNO)
      refuse_file(file_, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (got < 0) refuse_file(file_, fmt::format("gzip data is damaged ({}); {}", message, kAgain));
    return static_cast<std::size_t>(got);
  }

  const path& file_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> handle_;
};

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
}

void check_magic(const path& file, const Bytes& header, unsigned dimensions) {
  const std::uint32_t found = big_endian(header.data());
  const std::uint32_t expected = kUnsignedBytes + dimensions;
  if (found == expected) return;
  const bool other = found == kUnsignedBytes + 1 || found == kUnsignedBytes + 3;
  refuse_file(
      file,
      fmt::format("magic number {:#010x}, expected {:#010x} (unsigned bytes, {} dimension{}); {}",
                  found, expected, dimensions, dimensions == 1 ? "" : "s",
                  other ? "are the files of images and labels swapped?" : kAgain));
}

// The sizes in the header, and their product.
std::size_t read_shape(const path& file, const Bytes& header, std::vector<std::size_t>& shape) {
  for (std::size_t at = 4; at < header.size(); at += 4) {
    shape.push_back(big_endian(header.data() + at));
  }
  if (std::ranges::count(shape, 0U) > 0) {
    refuse_file(file,
                fmt::format("holds nothing: its header says {}; every size must be at least 1",
                            fmt::join(shape, " x ")));
  }
  std::size_t product = 1;
  for (const std::size_t size : shape) {
    if (size > kMost / product) {
      refuse_file(file, fmt::format("header says {} bytes, more than the {} that are allowed; {}",
                                    fmt::join(shape, " x "), kMost, kAgain));
    }
    product *= size;
  }
  return product;
}

Bytes read_header(const path& file, Stream& stream, unsigned dimensions) {
  const std::size_t needed = 4 + 4 * std::size_t{dimensions};
  Bytes header = stream.read(needed);
  if (header.size() >= 4) check_magic(file, header, dimensions);
  if (header.size() == needed) return header;
  refuse_file(file, fmt::format("too short: {} bytes found, the header alone needs {}; {}",
                                header.size(), needed, kAgain));
}

// "3 x 4 = 12", or of one dimension "3".
std::string size_text(const std::vector<std::size_t>& shape, std::size_t size) {
  const std::string product = fmt::format("{}", fmt::join(shape, " x "));
  return shape.size() == 1 ? product : fmt::format("{} = {}", product, size);
}

}  // namespace

IdxArray read_idx_file(const path& file, unsigned dimensions) {
  Stream stream(file);
  const Bytes header = read_header(file, stream, dimensions);
  IdxArray array;
  const std::size_t needed = read_shape(file, header, array.shape);
  array.bytes = stream.read(needed);
  if (array.bytes.size() < needed) {
    refuse_file(file, fmt::format("too short: {} bytes found after the header, {} needed; {}",
                                  array.bytes.size(), size_text(array.shape, needed), kAgain));
  }
  if (!stream.read(1).empty()) {  // reading past the end is also what makes zlib check the sum
    refuse_file(file, fmt::format("too long: bytes follow the {} that the header promises; {}",
                                  size_text(array.shape, needed), kAgain));
  }
  return array;
}

}  // namespace lab
