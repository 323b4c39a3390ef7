// TraceWriter: rows to frames to a file, in constant memory. It knows rows, and no actor.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "protocols/trace.pb.h"
#include "tools/lab/trace/event_columns.h"
#include "tools/lab/trace/frame_file.h"
#include "tools/lab/trace/note_columns.h"

namespace lab::trace {

class TraceWriter {
 public:
  // Writes the header. Throws std::runtime_error, as everything here does, when the file cannot be
  // written.
  // One that goes on in a file that is there writes none: archive() says where.
  TraceWriter(const std::filesystem::path& file, const SizeLimit& limit,
              const protocols::trace::Header& header, bool goes_on = false);

  // Numbers the row, and returns its number.
  std::uint64_t add(EventRow row);
  void add_digest(std::uint64_t event, std::uint64_t digest, sim::Time sent);
  // "message" is an encoded wire.Message.
  void add_whole(std::uint64_t event, const std::string& message, sim::Time sent);
  void add(const NoteRow& row);
  void add_counter(const std::string& name, sim::Time at, double value);

  // Puts what is under way into the file.
  void flush();
  // Flushes, and writes the last frame; its numbers of rows are filled in.
  void end(protocols::trace::End end);

  // After flush().
  template <class A>
  void archive(A& a) {
    a(file_, full_, events_, notes_);
  }

  std::uint64_t events() const { return events_; }
  std::uint64_t notes() const { return notes_; }
  std::uint64_t bytes() const { return file_.bytes(); }
  bool is_full() const { return full_; }  // nothing more is recorded

 private:
  using Points = std::vector<std::pair<std::int64_t, double>>;

  void write(FrameHeader header, std::string body);
  void flush_events();
  void flush_payloads();
  void flush_notes();
  void flush_counters();

  FrameFile file_;
  bool full_ = false;
  std::uint64_t events_ = 0, notes_ = 0;
  EventColumns event_columns_;
  NoteColumns note_columns_;
  std::map<std::string, Points> counters_;

  struct Payloads {
    void mark(sim::Time sent);
    bool empty() const { return rows == 0 && whole.empty(); }

    Column event, digest;
    std::string whole;  // encoded fields
    std::uint64_t last_event = 0;
    std::uint32_t rows = 0;
    std::int64_t t_min = 0, t_max = 0;
  } payloads_;
};

}  // namespace lab::trace
