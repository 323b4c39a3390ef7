#include "tools/lab/files/temporary_folder.h"

#include <stdlib.h>

#include <stdexcept>
#include <string>

namespace lab {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "gaitsim-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error(name + ": no folder can be made there for a while");
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code unreported;
  std::filesystem::remove_all(path_, unreported);
}

}  // namespace lab
