#include "tools/lab/files/whole_file.h"

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
