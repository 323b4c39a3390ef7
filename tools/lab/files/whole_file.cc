#include "tools/lab/files/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

#include "protocols/bad_input.h"

namespace lab {

void write_whole(const std::filesystem::path& file, std::string_view content) {
  std::filesystem::path beside = file;
  beside += ".part";
  errno = 0;
  std::ofstream out(beside, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) {
    const std::string reason = errno == 0 ? "cannot be written" : std::strerror(errno);
    std::error_code ignored;
    std::filesystem::remove(beside, ignored);
    throw std::runtime_error(file.string() + ": " + reason);
  }
  std::error_code error;
  std::filesystem::rename(beside, file, error);
  if (!error) return;
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  throw std::runtime_error(file.string() + ": " + error.message());
}

namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::runtime_error(file.string() + ": " + std::strerror(errno));
}

// A file that is open for writing; gone if it was not finished.
class Draft {
 public:
  explicit Draft(const std::filesystem::path& file)
      : name_(file), file_(open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (file_ < 0) fail(name_);
  }
  ~Draft() {
    if (file_ >= 0) close(file_);
    if (!finished_) unlink(name_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(std::string_view piece) {
    while (!piece.empty()) {
      const ssize_t written = ::write(file_, piece.data(), piece.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(name_);
      piece.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void finish(const std::filesystem::path& name) {
    if (fsync(file_) != 0) fail(name_);
    if (rename(name_.c_str(), name.c_str()) != 0) fail(name);
    finished_ = true;
  }

 private:
  std::filesystem::path name_;
  int file_;
  bool finished_ = false;
};

}  // namespace

void sync_file(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(file);
  const bool synced = fsync(descriptor) == 0;
  close(descriptor);
  if (!synced) fail(file);
}

void write_durable(const std::filesystem::path& file, const std::vector<std::string_view>& pieces) {
  std::filesystem::path beside = file;
  beside += ".part";
  Draft draft(beside);
  for (const std::string_view piece : pieces) draft.write(piece);
  draft.finish(file);
  sync_file(file.parent_path());  // the name of a file is on the disk when its folder is
}

void require_writable(const std::filesystem::path& file) {
  std::filesystem::path beside = file;
  beside += ".part";
  errno = 0;
  const bool writable = std::ofstream(beside, std::ios::binary | std::ios::app).good();
  const std::string reason = std::strerror(errno);
  std::error_code ignored;
  if (writable) std::filesystem::remove(beside, ignored);
  if (writable && !std::filesystem::is_directory(file, ignored)) return;
  throw protocols::BadInput(file.string() + ": " + (writable ? "is a folder" : reason));
}

}  // namespace lab
