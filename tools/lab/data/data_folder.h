// data_folder.h: what those who read a data set from a folder share. It knows no format.
#pragma once

#include <filesystem>
#include <string>

#include "tools/lab/data/dataset.h"

namespace lab {

// What to do about files that are not there.
inline constexpr const char* kWhereData =
    "name the folder with --data-dir or GAITSIM_DATA_DIR; tools/fetch-data fills one";

// Throws protocols::BadInput: "<file>: <what>".
[[noreturn]] void refuse_file(const std::filesystem::path& file, const std::string& what);

// Throws protocols::BadInput unless there is such a folder.
void require_folder(const std::filesystem::path& directory);

// Sets what follows from the splits: name (the folder's), classes, and brightest. The sides are the
// caller's. Throws protocols::BadInput, about `file`, if every training value is 0.
void complete(Dataset& data, const std::filesystem::path& directory,
              const std::filesystem::path& file);

}  // namespace lab
