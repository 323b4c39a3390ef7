#include "tools/lab/files/look.h"

#include "protocols/bad_input.h"

namespace lab {
namespace {

std::filesystem::file_type type_of(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::file_type type = std::filesystem::status(file, error).type();
  if (type != std::filesystem::file_type::none) return type;
  throw protocols::BadInput(file.string() + ": cannot be looked at: " + error.message());
}

}  // namespace

bool is_there(const std::filesystem::path& file) {
  return type_of(file) != std::filesystem::file_type::not_found;
}

bool is_folder(const std::filesystem::path& file) {
  return type_of(file) == std::filesystem::file_type::directory;
}

}  // namespace lab
