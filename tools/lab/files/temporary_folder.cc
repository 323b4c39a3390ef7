#include "tools/lab/files/temporary_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace lab {

TemporaryFolder::TemporaryFolder() {
  const char* wish = std::getenv("TMPDIR");
  const std::string parent = wish != nullptr && *wish != '\0' ? wish : "/tmp";
  std::string name = parent + "/gaitsim-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error(parent + ": no folder can be made there: " + std::strerror(errno) +
                             "\nhint: TMPDIR=DIR names another place");
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code unreported;
  std::filesystem::remove_all(path_, unreported);
}

}  // namespace lab
