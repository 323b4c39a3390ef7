// The file that frames are written to: one write each, in order, within a size. It knows nothing
// of what frames say.
#pragma once

#include <deque>
#include <filesystem>
#include <string>

#include "sim/archive.h"
#include "tools/lab/trace/frame.h"

namespace lab::trace {

struct SizeLimit {
  std::uint64_t bytes = 0;  // of the whole file; 0: none
  bool ring = true;         // when full, the newest frames overwrite the oldest; else it stops
};

// Not for several threads. A frame is in the file when write() returns: a process that is killed
// loses nothing that was written.
class FrameFile {
 public:
  // Makes the file, with its magic. Throws std::runtime_error that names file and reason.
  // Of a file that is to go on, archive() says where; until then it is as it was.
  FrameFile(const std::filesystem::path& file, const SizeLimit& limit, bool goes_on = false);
  ~FrameFile();
  FrameFile(const FrameFile&) = delete;
  FrameFile& operator=(const FrameFile&) = delete;

  // Packs the body. False if there is no room for it and never will be; the first frame and kEnd
  // always have room.
  // Throws std::runtime_error if the file cannot be written.
  bool write(FrameHeader header, std::string body);

  std::uint64_t bytes() const { return end_; }  // of the file

  // Reading: what was written after that is removed from the file.
  void archive(sim::Archive& a);

 private:
  struct Place {
    std::uint64_t from = 0, to = 0;

    template <class A>
    void archive(A& a) {
      a(from, to);
    }
  };

  bool has_room(FrameType type, std::uint64_t size) const;
  void make_room(std::uint64_t size);
  std::string fill(std::uint64_t from, std::uint64_t to) const;
  bool is_intact(const Place& place, std::uint64_t sequence) const;
  void cut_back();
  void put(const std::string& bytes, std::uint64_t at);

  std::filesystem::path name_;
  SizeLimit limit_;
  int file_ = -1;
  std::uint64_t sequence_ = 0;
  std::uint64_t next_ = 0;   // where the next frame goes
  std::uint64_t end_ = 0;    // of the file
  std::uint64_t first_ = 0;  // where the ring begins: after the first frame
  std::deque<Place> ring_;   // frames from the oldest to the newest
};

}  // namespace lab::trace
