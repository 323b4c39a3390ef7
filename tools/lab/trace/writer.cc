#include "tools/lab/trace/writer.h"

#include <algorithm>

namespace lab::trace {
namespace {

constexpr std::uint32_t kRows = 16'384;                            // of a frame
constexpr std::size_t kWholeBytes = 1u << 20;                      // of a frame of payloads
constexpr int kEventField = 1, kDigestField = 2, kWholeField = 3;  // of Payloads

std::string encoded_whole(std::uint64_t event, const std::string& message) {
  constexpr int kVarint = 0, kBytes = 2;
  Column out, inner;
  inner.add(1 << 3 | kVarint);
  inner.add(event);
  inner.add(2 << 3 | kBytes);
  inner.add(message.size());
  out.add(kWholeField << 3 | kBytes);
  out.add(inner.bytes().size() + message.size());
  return out.bytes() + inner.bytes() + message;
}

}  // namespace

TraceWriter::TraceWriter(const std::filesystem::path& file, const SizeLimit& limit,
                         const protocols::trace::Header& header, bool goes_on)
    : file_(file, limit, goes_on) {
  if (goes_on) return;
  write({.type = FrameType::kHeader, .rows = 1}, header.SerializeAsString());
}

void TraceWriter::write(FrameHeader header, std::string body) {
  if (full_ && header.type != FrameType::kEnd) return;
  if (!file_.write(header, std::move(body))) full_ = true;
}

std::uint64_t TraceWriter::add(EventRow row) {
  row.number = events_++;
  event_columns_.add(row);
  if (event_columns_.rows() == kRows) flush_events();
  return row.number;
}

void TraceWriter::Payloads::mark(sim::Time sent) {
  if (empty()) t_min = sent.ns;
  t_max = sent.ns;
}

void TraceWriter::add_digest(std::uint64_t event, std::uint64_t digest, sim::Time sent) {
  payloads_.mark(sent);
  payloads_.event.add(event - payloads_.last_event);
  payloads_.last_event = event;
  payloads_.digest.add_fixed(digest);
  if (++payloads_.rows == kRows) flush_payloads();
}

void TraceWriter::add_whole(std::uint64_t event, const std::string& message, sim::Time sent) {
  payloads_.mark(sent);
  payloads_.whole += encoded_whole(event, message);
  if (payloads_.whole.size() >= kWholeBytes) flush_payloads();
}

void TraceWriter::add(const NoteRow& row) {
  ++notes_;
  note_columns_.add(row);
  if (note_columns_.rows() == kRows) flush_notes();
}

void TraceWriter::add_counter(const std::string& name, sim::Time at, double value) {
  Points& points = counters_[name];
  points.emplace_back(at.ns, value);
  if (points.size() == kRows) flush_counters();
}

void TraceWriter::flush() {
  flush_events();
  flush_payloads();
  flush_notes();
  flush_counters();
}

void TraceWriter::flush_events() {
  if (event_columns_.rows() == 0) return;
  const FrameHeader header{.type = FrameType::kEvents,
                           .rows = event_columns_.rows(),
                           .t_min = event_columns_.t_min(),
                           .t_max = event_columns_.t_max(),
                           .actors = event_columns_.actors()};
  write(header, event_columns_.take());
}

void TraceWriter::flush_payloads() {
  if (payloads_.empty()) return;
  std::string body;
  payloads_.event.move_to(body, kEventField);
  payloads_.digest.move_to(body, kDigestField);
  body += payloads_.whole;
  const FrameHeader header{.type = FrameType::kPayloads,
                           .rows = payloads_.rows,
                           .t_min = payloads_.t_min,
                           .t_max = payloads_.t_max};
  payloads_ = {};
  write(header, std::move(body));
}

void TraceWriter::flush_notes() {
  if (note_columns_.rows() == 0) return;
  const FrameHeader header{.type = FrameType::kNotes,
                           .rows = note_columns_.rows(),
                           .t_min = note_columns_.t_min(),
                           .t_max = note_columns_.t_max()};
  write(header, note_columns_.take());
}

void TraceWriter::flush_counters() {
  if (counters_.empty()) return;
  protocols::trace::Counters body;
  FrameHeader header{.type = FrameType::kCounters,
                     .t_min = counters_.begin()->second.front().first};
  for (const auto& [name, points] : counters_) {
    protocols::trace::Series& series = *body.add_series();
    series.set_name(name);
    std::int64_t last = 0;
    for (const auto& [at, value] : points) {
      series.add_at(at - last);
      series.add_value(value);
      last = at;
      header.t_min = std::min(header.t_min, at);
      header.t_max = std::max(header.t_max, at);
    }
    header.rows += static_cast<std::uint32_t>(points.size());
  }
  counters_.clear();
  write(header, body.SerializeAsString());
}

void TraceWriter::end(protocols::trace::End end) {
  flush();
  end.set_rows(events_);
  end.set_notes(notes_);
  if (full_) end.set_trouble("the file was full (max_bytes)");
  write({.type = FrameType::kEnd, .rows = 1, .t_min = end.now(), .t_max = end.now()},
        end.SerializeAsString());
}

}  // namespace lab::trace
