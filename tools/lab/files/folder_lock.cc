#include "tools/lab/files/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "protocols/bad_input.h"

namespace lab {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& folder, const std::string& problem,
                         const char* hint) {
  throw protocols::BadInput("output folder '" + folder.string() + "' " + problem +
                            "\nhint: " + hint);
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  // Without O_CLOEXEC: see the header.
  descriptor_ = error ? -1 : open((folder / ".lock").c_str(), O_RDWR | O_CREAT, 0644);
  if (descriptor_ < 0) {
    refuse(folder,
           std::string("cannot be written: ") + std::strerror(error ? error.value() : errno),
           "run and fork write elsewhere with --out DIR");
  }
  if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  close(descriptor_);
  refuse(folder, "is in use: a run, or a sweep, is still at work there",
         "wait until it has ended; run and fork write elsewhere with --out DIR");
}

FolderLock::~FolderLock() { close(descriptor_); }

}  // namespace lab
