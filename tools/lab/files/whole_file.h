// Files that are written whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace lab {

// Writes beside the file and renames: a reader, or a crash, never meets half a file.
// Throws std::runtime_error that names the file and the reason.
void write_whole(const std::filesystem::path& file, std::string_view content);

// The same of pieces one after the other, and on the disk when it returns: it outlives the machine.
void write_durable(const std::filesystem::path& file, const std::vector<std::string_view>& pieces);

// What was written to the file is on the disk when this returns. Throws std::runtime_error.
void sync_file(const std::filesystem::path& file);

// Throws protocols::BadInput now, before the work, if that could not be written later.
void require_writable(const std::filesystem::path& file);

}  // namespace lab
