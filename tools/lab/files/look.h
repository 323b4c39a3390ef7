// Looking at what is on the disk. Where that is not allowed, or a name is too long, it is bad input
// of whoever named it: std::filesystem would throw an exception in its own words.
#pragma once

#include <filesystem>

namespace lab {

// Throw protocols::BadInput that names the file and the reason.
bool is_there(const std::filesystem::path& file);
bool is_folder(const std::filesystem::path& file);

}  // namespace lab
