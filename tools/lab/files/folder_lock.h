// One run, or one sweep, at a time works in a folder: a lock that ends with the processes that hold
// it.
#pragma once

#include <filesystem>

namespace lab {

class FolderLock {
 public:
  // Child processes inherit the lock: the runs of a sweep that was killed hold it until they end.
  // Makes the folder. Throws protocols::BadInput if somebody else holds it, or it cannot be
  // written.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace lab
