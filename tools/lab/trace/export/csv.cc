#include "tools/lab/trace/export/csv.h"

#include <fmt/format.h>

#include "protocols/bad_input.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

std::string quoted(const std::string& text) {
  if (text.find_first_of("\",\n\r") == std::string::npos) return text;
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"') out += '"';
    out += letter;
  }
  return out + '"';
}

// An empty cell, for what has no sample.
std::string sample_text(sim::Sample sample) {
  return sample == sim::kNoSample ? "" : std::to_string(sample);
}

// An event's name in two cells, both empty for what comes from outside.
std::string id_text(const TraceFile& file, const sim::EventId& id) {
  if (id.from == sim::kOutside) return ",";
  return fmt::format("{},{}", quoted(file.actor(id.from)), id.nth);
}

constexpr std::string_view head_of(Table table) {
  switch (table) {
    case Table::kEvents:
      return "number,from,nth,to,link,kind,detail,sample,sent_ns,sent_microstep,received_ns,"
             "received_microstep,fate,cause_from,cause_nth,version,feedback_version,bytes\n";
    case Table::kNotes:
      return "at_ns,at_microstep,kind,layer,sample,target_sample,activity_sample,staleness,late,"
             "value,count,during_from,during_nth\n";
    case Table::kCounters:
      return "at_ns,name,value\n";
  }
  return "";
}

class CsvWriter final : public Listener {
 public:
  CsvWriter(const TraceFile& file, Table table, std::ostream& out)
      : file_(file), table_(table), last_known_(last_known(file)), out_(out) {
    out_ << head_of(table);
  }

  void on_sent(const EventRow& row) override {
    if (table_ != Table::kEvents) return;
    out_ << fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", row.number,
                        id_text(file_, row.id), quoted(file_.actor(row.to)),
                        quoted(file_.link(row.link)), quoted(file_.kind(row)),
                        quoted(file_.detail(row)), sample_text(row.sample), row.sent.ns,
                        row.sent.microstep, received_text(row), name_of(row.fate),
                        id_text(file_, row.cause), row.version, row.feedback_version, row.bytes);
  }

  void on_noted(const NoteRow& row) override {
    if (table_ != Table::kNotes) return;
    const sim::Note& note = row.note;
    out_ << fmt::format("{},{},{},{},{},{},{},{},{:d},{},{},{}\n", row.at.ns, row.at.microstep,
                        name_of(note.kind), note.layer, sample_text(note.sample),
                        sample_text(note.target_sample), sample_text(note.activity_sample),
                        note.staleness, note.late, note.value, note.count,
                        id_text(file_, row.during));
  }

  void on_counted(const CounterRow& row) override {
    if (table_ != Table::kCounters) return;
    out_ << fmt::format("{},{},{}\n", row.at_ns, quoted(row.name), row.value);
  }

 private:
  // Empty cells for what was lost, or in flight at the end.
  std::string received_text(const EventRow& row) const {
    if (sim::is_lost(row.fate) || row.at > last_known_) return ",";
    return fmt::format("{},{}", row.at.ns, row.at.microstep);
  }

  const TraceFile& file_;
  Table table_;
  sim::Time last_known_;
  std::ostream& out_;
};

}  // namespace

Table table_called(const std::string& name) {
  if (name == "events") return Table::kEvents;
  if (name == "notes") return Table::kNotes;
  if (name == "counters") return Table::kCounters;
  throw protocols::BadInput("there is no table '" + name +
                            "'\nhint: the tables are events, notes, counters");
}

Exported write_csv(TraceFile& file, const Selection& selection, Table table, std::ostream& out,
                   const Progress& progress) {
  CsvWriter writer(file, table, out);
  Exported all = listen(file, selection, writer, progress);
  return {.events = table == Table::kEvents ? all.events : 0,
          .notes = table == Table::kNotes ? all.notes : 0,
          .counters = table == Table::kCounters ? all.counters : 0};
}

}  // namespace lab::trace
