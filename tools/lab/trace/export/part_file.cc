#include "tools/lab/trace/export/part_file.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include "tools/lab/files/whole_file.h"

namespace lab::trace {

PartFile::PartFile(const std::filesystem::path& file) : file_(file), beside_(file) {
  require_writable(file);
  beside_ += ".part";
  std::error_code none_before;
  std::filesystem::remove(beside_, none_before);
}

PartFile::~PartFile() {
  std::error_code ignored;
  if (!committed_) std::filesystem::remove(beside_, ignored);
}

std::uint64_t PartFile::commit() {
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(beside_, error);
  if (!error) std::filesystem::rename(beside_, file_, error);
  if (error) throw std::runtime_error(file_.string() + ": " + error.message());
  committed_ = true;
  return bytes;
}

void close_written(std::ofstream& out, const std::filesystem::path& file) {
  errno = 0;
  out.close();
  if (out) return;
  const std::string reason = errno == 0 ? "cannot be written" : std::strerror(errno);
  throw std::runtime_error(file.string() + ": " + reason);
}

}  // namespace lab::trace
