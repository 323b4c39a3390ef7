#include "tools/lab/study/shares.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "sim/archive.h"

namespace lab {

Shares::~Shares() {
  if (claims_.empty() || !leads()) return;
  std::error_code ignored;
  std::filesystem::remove_all(claims_, ignored);
}

std::vector<std::size_t> Shares::agree(std::vector<std::size_t> to_do,
                                       const std::filesystem::path& folder) {
  if (ranks_ != nullptr) {
    const std::filesystem::path claims = folder / ".taken";
    if (leads()) {
      std::filesystem::remove_all(claims);  // of a sweep that was killed
      std::filesystem::create_directories(claims);
    }
    claims_ = claims;
    sim::Archive own;
    own(to_do);
    const std::string agreed = ranks_->from_first(own.take());
    sim::Archive theirs(agreed);
    theirs(to_do);
  }
  count_ = to_do.size();
  return to_do;
}

std::optional<std::size_t> Shares::next() {
  while (at_ < count_) {
    const std::size_t place = at_++;
    if (ranks_ == nullptr) return place;
    const int file =
        open((claims_ / std::to_string(place)).c_str(), O_CREAT | O_EXCL | O_WRONLY, 0644);
    if (file >= 0) {
      close(file);
      return place;
    }
    if (errno != EEXIST) {
      throw std::runtime_error(claims_.string() + ": " + std::strerror(errno));
    }
  }
  return std::nullopt;
}

void Shares::ended(std::size_t thing, int code) {
  if (ranks_ != nullptr && !leads()) ended_[thing] = code;
}

std::map<std::size_t, int> Shares::collect() {
  std::map<std::size_t, int> out;
  if (ranks_ == nullptr) return out;
  sim::Archive own;
  own(ended_);
  for (const std::string& part : ranks_->gather(own.take())) {
    std::map<std::size_t, int> theirs;
    sim::Archive a(part);
    a(theirs);
    out.merge(theirs);
  }
  return out;
}

}  // namespace lab
