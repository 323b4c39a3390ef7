// Checkpoints of a run on disk: what is needed to go on from there. It does not know what a state
// is. A file is
//   "GAITCKP1", size of the header (u32), its XXH3 (u64), the header (checkpoint.proto), the state
// with little-endian numbers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "protocols/checkpoint.pb.h"

namespace lab {

struct Checkpoint {
  protocols::checkpoint::Header header;  // sizes and digests are filled in
  std::string state;
};

class CheckpointFolder {
 public:
  // Of a run's folder. Makes nothing.
  explicit CheckpointFolder(const std::filesystem::path& run_folder);

  // Another file: on the disk when this returns, or, if it throws, not there. The one before it is
  // kept, older ones are removed. Throws std::runtime_error that names file and reason.
  void write(const Checkpoint& checkpoint);

  // The newest that is whole. Throws protocols::BadInput that says what was found, if none is.
  Checkpoint latest() const;

  void remove_all();  // those in there, and the folder

 private:
  std::filesystem::path folder_;
};

// Throws protocols::BadInput that says what is wrong with it.
Checkpoint read_checkpoint(const std::filesystem::path& file);

}  // namespace lab
