// Files that are written whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace lab {

// Gives what is to be written, piece after piece. It is heard to its end also when nothing can be
// written any more.
using Write = std::function<void(std::string_view)>;
using Content = std::function<void(const Write&)>;

// Writes beside the file and renames: a reader, or a crash, never meets half a file.
// Throws std::runtime_error that names the file and the reason, and what `content` throws.
void write_whole(const std::filesystem::path& file, const Content& content);
void write_whole(const std::filesystem::path& file, std::string_view content);

// The same, and on the disk when it returns: it outlives the machine.
void write_durable(const std::filesystem::path& file, const Content& content);

// What was written to the file is on the disk when this returns. Throws std::runtime_error.
void sync_file(const std::filesystem::path& file);

// Throws protocols::BadInput now, before the work, if that could not be written later.
void require_writable(const std::filesystem::path& file);

}  // namespace lab
