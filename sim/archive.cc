#include "sim/archive.h"

#include <algorithm>

namespace sim {
namespace {

// A sink is worth calling for so many bytes.
constexpr std::size_t kPiece = 1 << 16;

}  // namespace

void Archive::raw(void* data, std::size_t bytes) {
  if (!reads()) return write({static_cast<const char*>(data), bytes});
  if (bytes > from_->size()) throw ArchiveError("the state ends too early");
  std::copy_n(from_->data(), bytes, static_cast<char*>(data));
  from_->remove_prefix(bytes);
}

void Archive::write(std::string_view bytes) {
  if (sink_ && to_.size() + bytes.size() > kPiece) {
    sink_(to_);
    to_.clear();
    if (bytes.size() > kPiece) return sink_(bytes);  // no copy
  }
  to_.append(bytes);
}

void Archive::mark(std::string_view word) {
  std::string found(word);
  value(found);
  if (found == word) return;
  throw ArchiveError("the state of '" + std::string(word) + "' is not where it should be");
}

void Archive::close() {
  if (sink_) sink_(std::exchange(to_, {}));
  if (reads() && !from_->empty()) {
    throw ArchiveError("the state is longer than it should be, by " +
                       std::to_string(from_->size()) + " bytes");
  }
}

const std::shared_ptr<const void>& Archive::held(std::size_t number) const {
  if (number > held_.size() || held_[number - 1] == nullptr) {
    throw ArchiveError("the state refers to what is not in it");
  }
  return held_[number - 1];
}

void Archive::require(std::size_t count, std::size_t bytes_each) const {
  if (reads() && count > from_->size() / bytes_each) {
    throw ArchiveError("the state ends too early");
  }
}

std::size_t Archive::size(std::size_t written) {
  raw(&written, sizeof written);
  require(written, 1);
  return written;
}

}  // namespace sim
