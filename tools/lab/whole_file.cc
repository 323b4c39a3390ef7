#include "tools/lab/whole_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

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

}  // namespace lab
