// The whole of a small file as text. It knows nothing of what is in it.
#pragma once

#include <filesystem>
#include <string>

namespace protocols {

// Throws BadInput when the file cannot be read, is a folder, or is too large to be a config.
std::string read_small_file(const std::filesystem::path& file);

}  // namespace protocols
