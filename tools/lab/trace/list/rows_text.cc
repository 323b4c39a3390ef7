#include "tools/lab/trace/list/rows_text.h"

#include <fmt/format.h>

#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;

std::string time_text(sim::Time time) {
  return fmt::format("{:.3f}{}", 1e-3 * static_cast<double>(time.ns),
                     time.microstep == 0 ? "" : fmt::format("+{}", time.microstep));
}

std::string sample_text(sim::Sample sample) { return sample < 0 ? "" : std::to_string(sample); }

// One line from the values of an object: columns are the fields of json_of().
std::string csv_line(const Json& row) {
  std::string out;
  for (const auto& [name, value] : row.items()) {
    if (!out.empty()) out += ',';
    if (value.is_string()) {
      out += value.get<std::string>();
    } else if (!value.is_null()) {
      out += value.dump();
    }
  }
  return out + '\n';
}

Json sample_json(sim::Sample sample) { return sample < 0 ? Json() : Json(sample); }

}  // namespace

Json json_of(const EventRow& row, const Dictionary& words) {
  const bool lost = sim::is_lost(row.fate);
  return {{"number", row.number},
          {"event", words.event(row.id)},
          {"sent_ns", row.sent.ns},
          {"sent_microstep", row.sent.microstep},
          {"received_ns", lost ? Json() : Json(row.at.ns)},
          {"received_microstep", lost ? Json() : Json(row.at.microstep)},
          {"fate", name_of(row.fate)},
          {"from", words.actor(row.id.from)},
          {"to", words.actor(row.to)},
          {"link", words.link(row.link)},
          {"kind", words.kind(row)},
          {"detail", words.detail(row)},
          {"sample", sample_json(row.sample)},
          {"version", row.version},
          {"feedback_version", row.feedback_version},
          {"bytes", row.bytes},
          {"cause", words.event(row.cause)}};
}

Json json_of(const NoteRow& row, const Dictionary& words) {
  const sim::Note& note = row.note;
  return {{"at_ns", row.at.ns},
          {"at_microstep", row.at.microstep},
          {"note", name_of(note.kind)},
          {"layer", note.layer},
          {"sample", sample_json(note.sample)},
          {"target_sample", sample_json(note.target_sample)},
          {"activity_sample", sample_json(note.activity_sample)},
          {"staleness", note.staleness},
          {"late", note.late},
          {"value", note.value},
          {"count", note.count},
          {"during", words.event(row.during)}};
}

std::string event_heading(RowFormat format) {
  if (format == RowFormat::kTable) {
    return fmt::format("{:>14} {:>14}  {:<26} {:<17} {:<10} {:>8} {:>8}  {:<20} {}\n", "sent us",
                       "received us", "from > to", "kind", "", "sample", "version", "event",
                       "because of");
  }
  return format == RowFormat::kCsv
             ? "number,event,sent_ns,sent_microstep,received_ns,received_microstep,fate,from,to,"
               "link,kind,detail,sample,version,feedback_version,bytes,cause\n"
             : "";
}

std::string note_heading(RowFormat format) {
  if (format == RowFormat::kTable) {
    return fmt::format("{:>14}  {:<11} {:>5} {:>8} {:>8} {:>9} {:>9} {:<5} {:>12}  {}\n", "at us",
                       "note", "layer", "sample", "target", "activity", "staleness", "late",
                       "value", "during");
  }
  return format == RowFormat::kCsv ? "at_ns,at_microstep,note,layer,sample,target_sample,"
                                     "activity_sample,staleness,late,value,count,during\n"
                                   : "";
}

std::string text_of(const EventRow& row, const Dictionary& words, RowFormat format) {
  if (format == RowFormat::kJsonLines) return json_of(row, words).dump() + "\n";
  if (format == RowFormat::kCsv) return csv_line(json_of(row, words));
  const std::string way = words.actor(row.id.from) + " > " + words.actor(row.to);
  const bool lost = sim::is_lost(row.fate);
  return fmt::format("{:>14} {:>14}  {:<26} {:<17} {:<10} {:>8} {:>8}  {:<20} {}\n",
                     time_text(row.sent), lost ? std::string(name_of(row.fate)) : time_text(row.at),
                     way, words.kind(row), words.detail(row), sample_text(row.sample), row.version,
                     words.event(row.id), words.event(row.cause));
}

std::string text_of(const NoteRow& row, const Dictionary& words, RowFormat format) {
  if (format == RowFormat::kJsonLines) return json_of(row, words).dump() + "\n";
  if (format == RowFormat::kCsv) return csv_line(json_of(row, words));
  const sim::Note& note = row.note;
  return fmt::format("{:>14}  {:<11} {:>5} {:>8} {:>8} {:>9} {:>9} {:<5} {:>12.6g}  {}\n",
                     time_text(row.at), name_of(note.kind), note.layer, sample_text(note.sample),
                     sample_text(note.target_sample), sample_text(note.activity_sample),
                     note.staleness, note.late ? "late" : "", note.value, words.event(row.during));
}

}  // namespace lab::trace
