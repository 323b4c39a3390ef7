// TraceFile: what is in a trace, frame by frame, and what of it is damaged. It holds one frame at a
// time; a file may be larger than memory.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "protocols/trace.pb.h"
#include "tools/lab/trace/dictionary.h"
#include "tools/lab/trace/event_columns.h"
#include "tools/lab/trace/frame.h"
#include "tools/lab/trace/note_columns.h"

namespace lab::trace {

struct Frame {
  FrameHeader header;
  std::uint64_t at = 0;  // of its header in the file
};

// A part of the file that cannot be read.
struct Damage {
  std::uint64_t at = 0, bytes = 0;
  std::string what;
  bool is_cut = false;  // the file ends within its last frame; all before it is there
};

class TraceFile : public Dictionary {
 public:
  // Walks the headers. Throws protocols::BadInput if the file cannot be opened, is no trace, or has
  // no header that can be read; other damage is noted, and stepped over.
  explicit TraceFile(const std::filesystem::path& file);
  ~TraceFile();
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t bytes() const { return size_; }
  const std::optional<protocols::trace::End>& end() const { return end_; }
  const std::vector<Frame>& frames() const { return frames_; }  // in the order of writing
  std::uint64_t overwritten() const;                            // frames, by a ring
  const std::vector<Damage>& damages() const { return damages_; }

  // A frame's body, or nothing and one more damage.
  std::optional<std::string> body(const Frame& frame);
  std::optional<std::vector<EventRow>> events(const Frame& frame);
  std::optional<std::vector<NoteRow>> notes(const Frame& frame);
  template <class Message>
  std::optional<Message> message(const Frame& frame);  // Payloads, Counters

 private:
  std::string read(std::uint64_t at, std::size_t size) const;
  void walk();
  std::uint64_t resynchronise(std::uint64_t at);
  void add_damage(const Damage& damage);
  void add_frame(const FrameHeader& header, std::uint64_t at);
  void read_header();
  void read_end();
  template <class Message>
  std::optional<Message> parsed(const Frame& frame, const std::optional<std::string>& body);

  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
  std::vector<Frame> frames_;
  std::vector<Damage> damages_;
  std::optional<protocols::trace::End> end_;
  std::vector<LinkEnds> links_;
};

// Whether the file ends before the run did.
inline bool ends_early(const TraceFile& file) {
  return !file.end() || !file.end()->trouble().empty();
}

template <class Message>
std::optional<Message> TraceFile::message(const Frame& frame) {
  return parsed<Message>(frame, body(frame));
}

template <class Message>
std::optional<Message> TraceFile::parsed(const Frame& frame,
                                         const std::optional<std::string>& body) {
  if (!body) return std::nullopt;
  Message message;
  if (message.ParseFromString(*body)) return message;
  add_damage({frame.at, kHeaderSize + frame.header.stored_size, "no message of its kind"});
  return std::nullopt;
}

}  // namespace lab::trace
