#include "tools/lab/trace/trace_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "protocols/bad_input.h"

namespace lab::trace {
namespace {

constexpr std::uint64_t kBlock = 1u << 16;  // of a search for the next header

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& reason) {
  throw protocols::BadInput(fmt::format("trace '{}': {}", file.string(), reason));
}

std::uint64_t extent(const FrameHeader& header) { return kHeaderSize + header.stored_size; }

// Whether the file ends before this frame does, of which so much is there. Fill may do that.
bool ends_in_body(const FrameHeader& header, std::uint64_t there) {
  return header.type != FrameType::kFill && extent(header) > there;
}

// Whether these last bytes of a file begin a header.
bool ends_in_header(std::string_view bytes) {
  return bytes.size() < kHeaderSize &&
         bytes.substr(0, kFrameMagic.size()) == kFrameMagic.substr(0, bytes.size());
}

bool is_zero(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char byte) { return byte == 0; });
}

}  // namespace

TraceFile::TraceFile(const std::filesystem::path& file) : path_(file) {
  file_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) fail(file, std::strerror(errno));
  struct stat facts {};
  if (fstat(file_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    ::close(file_);
    fail(file, "it is no file\nhint: a run writes DIR/trace.gtrace with --trace");
  }
  size_ = static_cast<std::uint64_t>(facts.st_size);
  try {
    walk();
    read_header();
    read_end();
  } catch (...) {
    ::close(file_);
    throw;
  }
}

TraceFile::~TraceFile() { ::close(file_); }

std::string TraceFile::read(std::uint64_t at, std::size_t size) const {
  std::string bytes(std::min<std::uint64_t>(size, at < size_ ? size_ - at : 0), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        ::pread(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;  // the file became shorter, or cannot be read there
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

void TraceFile::walk() {
  if (read(0, kMagic.size()) != kMagic) {
    fail(path_,
         size_ == 0 ? "the file is empty" : "this is no trace of gaitsim (wrong first bytes)");
  }
  std::uint64_t at = kMagic.size();
  while (at < size_) {
    const std::string bytes = read(at, kHeaderSize);
    const auto header = bytes.size() == kHeaderSize ? parse_header(bytes) : std::nullopt;
    if (header ? ends_in_body(*header, size_ - at)
               : bytes.size() == size_ - at && ends_in_header(bytes)) {
      add_damage({at, size_ - at, "the last frame is cut off", true});
      break;
    }
    if (!header) {
      at = resynchronise(at);
      continue;
    }
    add_frame(*header, at);
    at += extent(*header);
  }
  std::ranges::stable_sort(frames_, {}, [](const Frame& f) { return f.header.sequence; });
}

void TraceFile::add_frame(const FrameHeader& header, std::uint64_t at) {
  if (header.type != FrameType::kFill) frames_.push_back({header, at});
}

// The next place where a header can be read, or the end of the file.
std::uint64_t TraceFile::resynchronise(std::uint64_t at) {
  std::uint64_t from = at + 1;
  while (from < size_) {
    const std::string block = read(from, kBlock + kHeaderSize);
    std::size_t found = find_header(block, 0);
    while (found != std::string::npos && found < kBlock) {
      const std::string head = read(from + found, kHeaderSize);
      if (head.size() == kHeaderSize && parse_header(head)) {
        add_damage({at, from + found - at, "no frame can be read there"});
        return from + found;
      }
      found = find_header(block, found + 1);
    }
    from += kBlock;
  }
  add_damage({at, size_ - at, "no frame can be read there"});
  return size_;
}

// What a ring leaves between frames when it is too short for a header is no damage.
void TraceFile::add_damage(const Damage& damage) {
  if (damage.bytes < kHeaderSize && is_zero(read(damage.at, damage.bytes))) return;
  const bool known =
      std::ranges::any_of(damages_, [&](const Damage& other) { return other.at == damage.at; });
  if (!known) damages_.push_back(damage);
}

std::uint64_t TraceFile::overwritten() const {
  if (frames_.size() < 2) return 0;
  return frames_[1].header.sequence - frames_[0].header.sequence - 1;
}

void TraceFile::read_header() {
  const auto found = std::ranges::find_if(
      frames_, [](const Frame& f) { return f.header.type == FrameType::kHeader; });
  const auto header =
      found == frames_.end() ? std::nullopt : message<protocols::trace::Header>(*found);
  if (!header) fail(path_, "its first frame, which says what everything means, is damaged");
  header_ = *header;
  if (header_.format() != 1) {
    fail(path_,
         fmt::format("format {} is of a later version; this one reads format 1", header_.format()));
  }
  const auto actors = static_cast<std::uint32_t>(header_.actors_size());
  for (const auto& link : header_.links()) {
    if (link.from() >= actors || link.to() >= actors) fail(path_, "a link leads nowhere");
    links_.push_back({{link.from()}, {link.to()}});
  }
}

void TraceFile::read_end() {
  for (const Frame& frame : frames_) {
    if (frame.header.type == FrameType::kEnd) end_ = message<protocols::trace::End>(frame);
  }
}

std::optional<std::string> TraceFile::body(const Frame& frame) {
  auto body = unpack(frame.header, read(frame.at + kHeaderSize, frame.header.stored_size));
  if (!body) add_damage({frame.at, extent(frame.header), "the frame's check does not fit"});
  return body;
}

std::optional<std::vector<EventRow>> TraceFile::events(const Frame& frame) {
  const auto bytes = body(frame);
  if (!bytes) return std::nullopt;
  auto rows = parse_events(*bytes, links_, static_cast<std::size_t>(header_.actors_size()));
  if (!rows) add_damage({frame.at, extent(frame.header), "its columns do not fit each other"});
  return rows;
}

std::optional<std::vector<NoteRow>> TraceFile::notes(const Frame& frame) {
  const auto bytes = body(frame);
  if (!bytes) return std::nullopt;
  auto rows = parse_notes(*bytes, static_cast<std::size_t>(header_.actors_size()));
  if (!rows) add_damage({frame.at, extent(frame.header), "its columns do not fit each other"});
  return rows;
}

}  // namespace lab::trace
