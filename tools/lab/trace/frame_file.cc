#include "tools/lab/trace/frame_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace lab::trace {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* doing) {
  throw std::runtime_error(
      fmt::format("cannot {} '{}': {}", doing, file.string(), std::strerror(errno)));
}

}  // namespace

FrameFile::FrameFile(const std::filesystem::path& file, const SizeLimit& limit, bool goes_on)
    : name_(file), limit_(limit) {
  const int how = goes_on ? 0 : O_CREAT | O_TRUNC;
  file_ = ::open(file.c_str(), O_RDWR | O_CLOEXEC | how, 0666);
  if (file_ < 0) fail(name_, goes_on ? "open" : "create");
  if (goes_on) return;
  put(std::string(kMagic), 0);
  next_ = kMagic.size();
}

FrameFile::~FrameFile() { ::close(file_); }

void FrameFile::put(const std::string& bytes, std::uint64_t at) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t wrote =
        ::pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
    if (wrote < 0 && errno != EINTR) fail(name_, "write");
    if (wrote > 0) done += static_cast<std::size_t>(wrote);
  }
  end_ = std::max(end_, at + bytes.size());
}

bool FrameFile::has_room(FrameType type, std::uint64_t size) const {
  if (limit_.bytes == 0 || first_ == 0) return true;
  if (limit_.ring) return first_ + size <= limit_.bytes;
  return type == FrameType::kEnd || next_ + size <= limit_.bytes;
}

// In a ring, the place after the last frame, or the beginning where that is too near the end; what
// is in the way leaves the ring.
void FrameFile::make_room(std::uint64_t size) {
  if (limit_.bytes == 0 || first_ == 0 || !limit_.ring) return;
  const auto leave = [this](std::uint64_t to) {
    while (!ring_.empty() && ring_.front().from >= next_ && ring_.front().from < to) {
      ring_.pop_front();
    }
  };
  if (next_ + size > limit_.bytes) {
    leave(end_);
    if (next_ < end_) put(fill(next_, end_), next_);
    next_ = first_;
  }
  leave(next_ + size);
}

// A frame that says: nothing up to there. What is shorter than a header cannot say so, and is found
// out by whoever reads.
std::string FrameFile::fill(std::uint64_t from, std::uint64_t to) const {
  if (to - from < kHeaderSize) return std::string(to - from, '\0');
  const HeaderBytes bytes = to_bytes({.type = FrameType::kFill,
                                      .stored_size = static_cast<std::uint32_t>(
                                          std::min<std::uint64_t>(to - from - kHeaderSize, ~0u))});
  return {bytes.begin(), bytes.end()};
}

bool FrameFile::write(FrameHeader header, std::string body) {
  header.sequence = sequence_;
  body = pack(header, std::move(body));
  const HeaderBytes head = to_bytes(header);
  const std::uint64_t size = head.size() + body.size();
  if (!has_room(header.type, size)) return false;
  make_room(size);
  std::string bytes(head.begin(), head.end());
  bytes += body;
  // What is left of an overwritten frame, up to the next whole one.
  const std::uint64_t to = next_ + size;
  const bool within = !ring_.empty() && ring_.front().from >= to;
  const std::uint64_t whole = within ? ring_.front().from : end_;
  if (to < whole) bytes += fill(to, whole);
  put(bytes, next_);
  if (sequence_++ == 0) {
    first_ = to;
  } else {
    ring_.push_back({next_, to});
  }
  next_ = to;
  return true;
}

void FrameFile::archive(sim::Archive& a) {
  std::vector<Place> ring(ring_.begin(), ring_.end());
  a(sequence_, next_, end_, first_, ring);
  if (!a.reads()) return;
  if (::lseek(file_, 0, SEEK_END) < static_cast<off_t>(end_)) {
    throw std::runtime_error(
        fmt::format("'{}' has less in it than when that was written", name_.string()));
  }
  ring_.assign(ring.begin(), ring.end());
  cut_back();
}

bool FrameFile::is_intact(const Place& place, std::uint64_t sequence) const {
  std::string bytes(kHeaderSize, '\0');
  const ssize_t got = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(place.from));
  if (got != static_cast<ssize_t>(bytes.size())) return false;
  const auto header = parse_header(bytes);
  return header && header->sequence == sequence;
}

// A ring may have gone on over its oldest frames.
void FrameFile::cut_back() {
  if (::ftruncate(file_, static_cast<off_t>(end_)) != 0) fail(name_, "cut back");
  while (!ring_.empty() && !is_intact(ring_.front(), sequence_ - ring_.size())) ring_.pop_front();
  const bool within = !ring_.empty() && ring_.front().from >= next_;
  const std::uint64_t whole = within ? ring_.front().from : end_;
  if (next_ < whole) put(fill(next_, whole), next_);
  // It may have begun again from the first frame since.
  const std::uint64_t oldest = ring_.empty() ? next_ : ring_.front().from;
  if (limit_.ring && !within && first_ < oldest) put(fill(first_, oldest), first_);
}

}  // namespace lab::trace
