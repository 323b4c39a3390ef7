#include "tests/source_files.h"

#include <algorithm>

namespace tests {

std::filesystem::path source_folder() { return GAITSIM_SOURCE_DIR; }

std::vector<std::filesystem::path> shipped_configs() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() / "configs")) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace tests
