// A folder for what is needed for a while.
#pragma once

#include <filesystem>

namespace lab {

// In the system's folder for such (TMPDIR), readable by its owner only; gone, with all that is in
// it, with the object. Throws std::runtime_error if it cannot be made.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace lab
