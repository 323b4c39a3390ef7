// What tests of questions about traces share: runs that leave a trace, and traces that are taken
// apart, changed and written again.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/tools/tiny_run.h"
#include "tools/lab/trace/cursor.h"
#include "tools/lab/trace/writer.h"

namespace lab {

inline const Overrides kTraced = {"trace={}"};

// The trace of a run of the tiny experiment.
inline std::filesystem::path traced_tiny(const std::filesystem::path& out,
                                         const Overrides& overrides = {},
                                         const RunOptions& options = {}) {
  run_tiny(out, kTraced + overrides, options);
  return out / "trace.gtrace";
}

struct TraceCopy {
  explicit TraceCopy(const std::filesystem::path& file) {
    trace::TraceFile trace(file);
    header = trace.header();
    end = trace.end().value_or(protocols::trace::End());
    auto events = trace::events_of(trace);
    auto digest_rows = trace::digests_of(trace);
    for (; events.peek() != nullptr; events.next()) {
      digests.push_back(trace::digest_at(digest_rows, events.peek()->number).value_or(0));
      rows.push_back(*events.peek());
    }
    for (auto all = trace::notes_of(trace); all.peek() != nullptr; all.next()) {
      notes.push_back(*all.peek());
    }
  }

  std::filesystem::path write(const std::filesystem::path& file,
                              const trace::SizeLimit& limit = {}) const {
    trace::TraceWriter writer(file, limit, header);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      writer.add_digest(writer.add(rows[i]), digests[i], rows[i].sent);
      if (i % 50 == 49) writer.flush();  // many frames: rings and damage take some of them
    }
    for (const trace::NoteRow& note : notes) writer.add(note);
    writer.end(end);
    return file;
  }

  // The nth row for which this holds.
  template <class Predicate>
  trace::EventRow& row(Predicate predicate, int nth = 0) {
    for (trace::EventRow& one : rows) {
      if (predicate(one) && nth-- == 0) return one;
    }
    throw std::out_of_range("no such row");
  }

  protocols::trace::Header header;
  protocols::trace::End end;
  std::vector<trace::EventRow> rows;
  std::vector<std::uint64_t> digests;
  std::vector<trace::NoteRow> notes;
};

}  // namespace lab
