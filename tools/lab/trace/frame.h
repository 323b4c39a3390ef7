// The frames of a trace file as bytes: a fixed header and a body (docs/trace-format.md). It knows
// nothing of what bodies say.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lab::trace {

inline constexpr std::string_view kMagic = "\x89GSIMTR\n";  // the first bytes of the file
inline constexpr std::string_view kFrameMagic = "GSFR";     // of a header

enum class FrameType : std::uint16_t {
  kHeader = 1,
  kEvents = 2,
  kPayloads = 3,
  kCounters = 4,
  kNotes = 5,
  kEnd = 7,   // 6 is kept for an index
  kFill = 8,  // nothing: room that a ring will use again
};

struct FrameHeader {
  FrameType type = FrameType::kFill;
  bool compressed = false;
  std::uint32_t rows = 0;
  std::uint32_t stored_size = 0;      // bytes that follow this header
  std::uint32_t plain_size = 0;       // of the body when decompressed
  std::int64_t t_min = 0, t_max = 0;  // ns; of events: sent first, received last
  std::uint64_t actors = 0;           // bit (number mod 64) of every actor that sends or receives
  std::uint64_t check = 0;            // XXH3-64 of the stored bytes
  std::uint64_t sequence = 0;         // how many frames were written before; fill does not count
};

inline constexpr std::size_t kHeaderSize = 64;
// No frame of ours is larger; one that says so is damaged.
inline constexpr std::uint32_t kLargestBody = 1u << 28;

using HeaderBytes = std::array<char, kHeaderSize>;

HeaderBytes to_bytes(const FrameHeader& header);
// Nothing if these are no header: wrong magic, check, type or sizes.
// REQUIRES: bytes.size() >= kHeaderSize.
std::optional<FrameHeader> parse_header(std::string_view bytes);

// "body" is compressed if that makes it smaller; sets sizes, flag and check of the header.
std::string pack(FrameHeader& header, std::string body);
// The body as it was, or nothing if the check fails or it is not what the header says.
std::optional<std::string> unpack(const FrameHeader& header, std::string stored);

// Where in "bytes" a header could begin, or npos.
std::size_t find_header(std::string_view bytes, std::size_t from);

}  // namespace lab::trace
