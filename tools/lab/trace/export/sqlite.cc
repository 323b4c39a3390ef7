#include "tools/lab/trace/export/sqlite.h"

#include "tools/lab/trace/export/database.h"
#include "tools/lab/trace/export/places.h"
#include "tools/lab/trace/export/sqlite_schema.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

using Number = std::optional<std::int64_t>;  // or NULL

Number number_of(sim::ActorId actor) {
  return actor == sim::kOutside ? Number() : Number(actor.value);
}
Number nth_of(const sim::EventId& id) {
  return id.from == sim::kOutside ? Number() : Number(static_cast<std::int64_t>(id.nth));
}
Number number_of(sim::Sample sample) { return sample == sim::kNoSample ? Number() : sample; }

std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void add_run(Database& database, const TraceFile& file) {
  Insertion fact(database, "INSERT INTO run VALUES (?, ?)");
  const auto& header = file.header();
  fact.add("name", header.name());
  fact.add("seed", header.seed());
  fact.add("layers", header.layers());
  fact.add("mode", header.mode());
  fact.add("version", header.version());
  fact.add("build", header.build());
  fact.add("kernels", header.kernels());
  fact.add("config", header.config());
  fact.add("trace", file.path().string());
  if (!file.end()) return;
  fact.add("ending", file.end()->ending());
  fact.add("fingerprint", file.end()->fingerprint());
  fact.add("end_ns", file.end()->now());
}

void add_actors(Database& database, const TraceFile& file) {
  Insertion actor(database, "INSERT INTO actors VALUES (?, ?, ?, ?, ?)");
  const Places places(file.header());
  int place = 0;
  for (const Place& each : places.in_order()) {
    actor.add(each.actor.value, each.name, name_of(each.role),
              each.layer < 0 ? Number() : Number(each.layer), place++);
  }
}

void add_links(Database& database, const TraceFile& file) {
  Insertion link(database, "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)");
  int number = 0;
  for (const auto& each : file.header().links()) {
    link.add(number++, each.name(), each.from(), each.to(), each.law(), each.in_order());
  }
}

class SqliteWriter final : public Listener {
 public:
  SqliteWriter(const TraceFile& file, Database& database)
      : file_(file),
        last_known_(last_known(file)),
        events_(database,
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        notes_(database, "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        counters_(database, "INSERT INTO counters VALUES (?, ?, ?)") {}

  void on_sent(const EventRow& row) override {
    const bool arrived = !sim::is_lost(row.fate) && row.at <= last_known_;
    events_.add(row.number, number_of(row.id.from), row.id.nth, number_of(row.to),
                row.link == sim::kNoLink ? Number() : Number(row.link.value), file_.kind(row),
                text_or_null(file_.detail(row)), number_of(row.sample), row.sent.ns,
                row.sent.microstep, arrived ? Number(row.at.ns) : Number(),
                arrived ? Number(row.at.microstep) : Number(), name_of(row.fate),
                number_of(row.cause.from), nth_of(row.cause), row.version, row.feedback_version,
                row.bytes);
  }

  void on_noted(const NoteRow& row) override {
    const sim::Note& note = row.note;
    notes_.add(row.at.ns, row.at.microstep, name_of(note.kind), note.layer, number_of(note.sample),
               number_of(note.target_sample), number_of(note.activity_sample), note.staleness,
               note.late, note.value, note.count, number_of(row.during.from), nth_of(row.during));
  }

  void on_counted(const CounterRow& row) override { counters_.add(row.at_ns, row.name, row.value); }

 private:
  const TraceFile& file_;
  sim::Time last_known_;
  Insertion events_, notes_, counters_;
};

}  // namespace

Exported write_sqlite(TraceFile& file, const Selection& selection,
                      const std::filesystem::path& path, const Progress& progress) {
  Database database(path);
  database.run(kTables);
  add_run(database, file);
  add_actors(database, file);
  add_links(database, file);
  Exported done;
  {
    SqliteWriter writer(file, database);
    done = listen(file, selection, writer, progress);
  }
  database.run(kIndexes);  // faster when all is there
  database.run(kViews);
  database.commit();
  return done;
}

}  // namespace lab::trace
