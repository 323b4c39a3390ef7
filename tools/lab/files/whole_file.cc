#include "tools/lab/files/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "protocols/bad_input.h"

namespace lab {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::runtime_error(file.string() + ": " + std::strerror(errno));
}

// A file that is open for writing, beside the one it will be; gone if it was not finished.
class Draft {
 public:
  explicit Draft(const std::filesystem::path& file)
      : file_(file),
        beside_(file.string() + ".part"),
        out_(open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (out_ < 0) fail(file_);
  }
  ~Draft() {
    if (out_ >= 0) close(out_);
    if (!finished_) unlink(beside_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(const Content& content) {
    content([this](std::string_view piece) { write(piece); });
    errno = error_;
    if (error_ != 0) fail(file_);
  }
  void sync() {
    if (fsync(out_) != 0) fail(file_);
  }
  // Some file systems say only now that there was no room.
  void finish() {
    if (close(std::exchange(out_, -1)) != 0) fail(file_);
    if (rename(beside_.c_str(), file_.c_str()) != 0) fail(file_);
    finished_ = true;
  }

 private:
  void write(std::string_view piece) {
    while (!piece.empty() && error_ == 0) {
      const ssize_t written = ::write(out_, piece.data(), piece.size());
      if (written >= 0) {
        piece.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        error_ = errno;
      }
    }
  }

  std::filesystem::path file_, beside_;
  int out_;
  int error_ = 0;  // why nothing more is written
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

void write_whole(const std::filesystem::path& file, const Content& content) {
  Draft draft(file);
  draft.write(content);
  draft.finish();
}

void write_whole(const std::filesystem::path& file, std::string_view content) {
  write_whole(file, [&](const Write& write) { write(content); });
}

void write_durable(const std::filesystem::path& file, const Content& content) {
  Draft draft(file);
  draft.write(content);
  draft.sync();
  draft.finish();
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
