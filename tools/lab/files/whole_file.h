// Files that are written whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace lab {

// Writes beside the file and renames: a reader, or a crash, never meets half a file.
// Throws std::runtime_error that names the file and the reason.
void write_whole(const std::filesystem::path& file, std::string_view content);

// Throws protocols::BadInput now, before the work, if that could not be written later.
void require_writable(const std::filesystem::path& file);

}  // namespace lab
