#include "tools/lab/trace/export/exporter.h"

#include <array>
#include <fstream>

#include "protocols/bad_input.h"
#include "tools/lab/trace/export/part_file.h"
#include "tools/lab/trace/export/perfetto.h"
#include "tools/lab/trace/export/sequence_svg.h"
#include "tools/lab/trace/export/sqlite.h"
#include "tools/lab/trace/export/vcd.h"

namespace lab::trace {
namespace {

struct Named {
  const char* name;
  Format format;
};
constexpr std::array kFormats = {Named{"csv", Format::kCsv}, Named{"perfetto", Format::kPerfetto},
                                 Named{"sequence-svg", Format::kSequenceSvg},
                                 Named{"sqlite", Format::kSqlite}, Named{"vcd", Format::kVcd}};

const char* name_of(Format format) {
  for (const Named& known : kFormats) {
    if (known.format == format) return known.name;
  }
  return "?";
}

Exported write_svg(TraceFile& file, const Selection& selection, std::ostream& out,
                   const Progress& progress) {
  const SampleLife life = life_of_sample(file, selection, progress);
  out << to_svg(file, life);
  return {.events = life.passages.size(), .notes = life.notes.size()};
}

// Through a stream, or whatever the format's own library does with a path.
Exported write(TraceFile& file, const ExportOptions& options, const std::filesystem::path& path,
               const Progress& progress) {
  const Selection& selection = options.selection;
  if (options.format == Format::kSqlite) return write_sqlite(file, selection, path, progress);
  std::ofstream out(path, std::ios::binary);
  Exported done;
  switch (options.format) {
    case Format::kCsv:
      done = write_csv(file, selection, options.table, out, progress);
      break;
    case Format::kPerfetto:
      done = write_perfetto(file, selection, out, progress);
      break;
    case Format::kSequenceSvg:
      done = write_svg(file, selection, out, progress);
      break;
    case Format::kVcd:
      done = write_vcd(file, selection, out, progress);
      break;
    case Format::kSqlite:
      break;  // above
  }
  close_written(out, path);
  return done;
}

}  // namespace

std::string known_formats() {
  std::string all;
  for (const Named& known : kFormats) all += (all.empty() ? "" : ", ") + std::string(known.name);
  return all;
}

Format format_called(const std::string& name) {
  for (const Named& known : kFormats) {
    if (known.name == name) return known.format;
  }
  throw protocols::BadInput("there is no format '" + name + "'\nhint: the formats are " +
                            known_formats());
}

nlohmann::ordered_json export_trace(TraceFile& file, const ExportOptions& options,
                                    const std::filesystem::path& path, const Progress& progress) {
  PartFile part(path);
  const Exported done = write(file, options, part.path(), progress);
  const auto& sample = options.selection.sample;
  const bool of_samples = options.format != Format::kCsv || options.table != Table::kCounters;
  if (sample && of_samples && done.events + done.notes == 0) {
    fail_without(file, *sample, options.selection.window);
  }
  const std::uint64_t bytes = part.commit();
  return {{"format", name_of(options.format)},
          {"path", path.string()},
          {"bytes", bytes},
          {"events", done.events},
          {"notes", done.notes},
          {"counters", done.counters}};
}

}  // namespace lab::trace
