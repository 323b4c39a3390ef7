#include "tools/lab/trace/frame.h"

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zstd.h>

#include <bit>
#include <concepts>
#include <memory>
#include <stdexcept>

namespace lab::trace {
namespace {

constexpr std::uint16_t kCompressed = 1;
constexpr std::size_t kCheckAt = 20;  // of the header's own check, which is 0 while it is made
constexpr int kLevel = 1;

class Cursor {
 public:
  explicit Cursor(char* at) : at_(at) {}
  template <std::unsigned_integral Word>
  void put(Word word) {
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
      *at_++ = static_cast<char>(static_cast<unsigned char>(word >> (8 * i)));
    }
  }

 private:
  char* at_;
};

class Reader {
 public:
  explicit Reader(const char* at) : at_(at) {}
  template <std::unsigned_integral Word>
  Word take() {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < sizeof(Word); ++i) {
      word |= std::uint64_t{static_cast<unsigned char>(*at_++)} << (8 * i);
    }
    return static_cast<Word>(word);
  }

 private:
  const char* at_;
};

HeaderBytes bytes_with(const FrameHeader& header, std::uint32_t check) {
  HeaderBytes bytes{};
  kFrameMagic.copy(bytes.data(), kFrameMagic.size());
  Cursor out(bytes.data() + kFrameMagic.size());
  out.put(static_cast<std::uint16_t>(header.type));
  out.put(static_cast<std::uint16_t>(header.compressed ? kCompressed : 0));
  out.put(header.rows);
  out.put(header.stored_size);
  out.put(header.plain_size);
  out.put(check);
  out.put(static_cast<std::uint64_t>(header.t_min));
  out.put(static_cast<std::uint64_t>(header.t_max));
  out.put(header.actors);
  out.put(header.check);
  out.put(header.sequence);
  return bytes;
}

std::uint32_t check_of(const HeaderBytes& bytes) { return XXH32(bytes.data(), bytes.size(), 0); }

bool is_type(std::uint16_t type) { return type >= 1 && type <= 8; }

// A frame of columns that says more is damaged, and would take many times that when parsed.
std::uint32_t largest(FrameType type) {
  constexpr std::uint32_t kColumns = 1u << 24;
  const bool columns = type == FrameType::kEvents || type == FrameType::kNotes ||
                       type == FrameType::kCounters || type == FrameType::kEnd;
  return columns ? kColumns : kLargestBody;
}

bool is_possible(const FrameHeader& header) {
  const std::uint32_t most = header.type == FrameType::kFill ? ~0u : largest(header.type);
  return header.stored_size <= most && header.plain_size <= most &&
         (header.compressed || header.stored_size == header.plain_size ||
          header.type == FrameType::kFill);
}

}  // namespace

HeaderBytes to_bytes(const FrameHeader& header) {
  return bytes_with(header, check_of(bytes_with(header, 0)));
}

std::optional<FrameHeader> parse_header(std::string_view bytes) {
  if (!bytes.starts_with(kFrameMagic)) return std::nullopt;
  Reader in(bytes.data() + kFrameMagic.size());
  FrameHeader header;
  const auto type = in.take<std::uint16_t>();
  const auto flags = in.take<std::uint16_t>();
  header.type = static_cast<FrameType>(type);
  header.compressed = (flags & kCompressed) != 0;
  header.rows = in.take<std::uint32_t>();
  header.stored_size = in.take<std::uint32_t>();
  header.plain_size = in.take<std::uint32_t>();
  const auto check = in.take<std::uint32_t>();
  header.t_min = static_cast<std::int64_t>(in.take<std::uint64_t>());
  header.t_max = static_cast<std::int64_t>(in.take<std::uint64_t>());
  header.actors = in.take<std::uint64_t>();
  header.check = in.take<std::uint64_t>();
  header.sequence = in.take<std::uint64_t>();
  HeaderBytes raw{};
  bytes.copy(raw.data(), raw.size());
  for (std::size_t i = 0; i < sizeof(check); ++i) raw[kCheckAt + i] = 0;
  if (check != check_of(raw) || !is_type(type) || !is_possible(header)) return std::nullopt;
  return header;
}

std::string pack(FrameHeader& header, std::string body) {
  if (body.size() > kLargestBody) throw std::length_error("a trace frame is too large");
  header.plain_size = static_cast<std::uint32_t>(body.size());
  std::string packed(ZSTD_compressBound(body.size()), '\0');
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), body.data(), body.size(), kLevel);
  header.compressed = ZSTD_isError(size) == 0 && size < body.size();
  if (header.compressed) {
    packed.resize(size);
    body = std::move(packed);
  }
  header.stored_size = static_cast<std::uint32_t>(body.size());
  header.check = XXH3_64bits(body.data(), body.size());
  return body;
}

// The sizes were bounded when the header was parsed: a small frame cannot ask for much memory.
std::optional<std::string> unpack(const FrameHeader& header, std::string stored) {
  if (stored.size() != header.stored_size) return std::nullopt;
  if (XXH3_64bits(stored.data(), stored.size()) != header.check) return std::nullopt;
  if (!header.compressed) return stored;
  if (ZSTD_getFrameContentSize(stored.data(), stored.size()) != header.plain_size) {
    return std::nullopt;
  }
  std::string body(header.plain_size, '\0');
  const std::size_t size = ZSTD_decompress(body.data(), body.size(), stored.data(), stored.size());
  if (ZSTD_isError(size) != 0 || size != body.size()) return std::nullopt;
  return body;
}

std::size_t find_header(std::string_view bytes, std::size_t from) {
  return bytes.find(kFrameMagic, from);
}

}  // namespace lab::trace
