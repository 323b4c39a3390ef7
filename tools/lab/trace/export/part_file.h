// A large file that is written whole or not at all: beside its place, and moved there at the end.
#pragma once

#include <filesystem>
#include <fstream>

namespace lab::trace {

class PartFile {
 public:
  // Throws protocols::BadInput if the file cannot be written.
  explicit PartFile(const std::filesystem::path& file);
  // What was not committed goes away.
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  const std::filesystem::path& path() const { return beside_; }  // until it is committed
  // Throws std::runtime_error that names file and reason. Returns the size in bytes.
  std::uint64_t commit();

 private:
  std::filesystem::path file_, beside_;
  bool committed_ = false;
};

// Closes a stream into it. Throws std::runtime_error if anything of it is missing.
void close_written(std::ofstream& out, const std::filesystem::path& file);

}  // namespace lab::trace
