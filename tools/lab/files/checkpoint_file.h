// Checkpoints of a run on disk: what is needed to go on from there. It does not know what a state
// is. A file is
//   "GAITCKP2", size of the header (u32), its XXH3 (u64), the header (checkpoint.proto), the state,
//   its XXH3 (u64)
// with little-endian numbers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "protocols/checkpoint.pb.h"
#include "tools/lab/files/whole_file.h"

namespace lab {

struct Checkpoint {
  protocols::checkpoint::Header header;
  std::string state;
  std::string passed_over;                     // newer ones that are damaged, and why; a line each
  std::vector<std::filesystem::path> damaged;  // those
};

class CheckpointFolder {
 public:
  // Of a run's folder. Makes nothing.
  explicit CheckpointFolder(const std::filesystem::path& run_folder);

  // Another file: on the disk when this returns, or, if it throws, not there. The one before it is
  // kept, older ones are removed. `state` gives the state, piece after piece, and is heard to its
  // end in any case. Throws std::runtime_error that names file and reason, and what `state` throws.
  void write(const protocols::checkpoint::Header& header, const Content& state);

  // For the time until the first: a run that is killed before has done nothing, and begins anew by
  // what the header says. Throws as write() does.
  void promise(const protocols::checkpoint::Header& header);
  void forget_promise();

  // The newest that is whole; before the first, the promise, whose state is empty. Throws
  // protocols::BadInput that says what was found, if none is.
  Checkpoint latest() const;
  // Of the newest whose header is whole; its state is not looked at.
  std::optional<protocols::checkpoint::Header> newest_header() const;

  // Before a run goes on from the newest whole one: removes what is damaged, or else it would count
  // among those that are kept, and what a run that was killed while it wrote left too much: a third
  // one, or the promise.
  void tidy(const Checkpoint& from);
  void remove_all();  // those in there, also unfinished ones, and the folder

 private:
  void keep_newest(std::size_t count);

  std::filesystem::path folder_;
};

// Throws protocols::BadInput that says what is wrong with it.
Checkpoint read_checkpoint(const std::filesystem::path& file);

}  // namespace lab
