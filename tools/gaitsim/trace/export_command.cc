// gaitsim trace export: a trace in the format of a viewer.
#include <iostream>
#include <memory>

#include "tools/gaitsim/trace/reading_progress.h"
#include "tools/gaitsim/trace/selection_options.h"
#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/run/status.h"
#include "tools/lab/trace/export/exporter.h"
#include "tools/lab/trace/export/perfetto.h"

namespace gaitsim {
namespace {

constexpr const char* kExportExamples = R"(Examples:
  gaitsim trace export runs/demo-1/trace.gtrace --to perfetto --out demo.pftrace
  gaitsim trace export runs/demo-1/trace.gtrace --to sequence-svg --sample 7 --out sample7.svg
  gaitsim trace export runs/demo-1/trace.gtrace --to csv --table notes --out notes.csv
  gaitsim trace export runs/demo-1/trace.gtrace --to vcd --until 2ms --out demo.vcd)";

struct ExportArguments {
  std::filesystem::path file, out;
  std::string format, table = "events";
  SelectionOptions selection;
  bool json = false;
};

void print(const nlohmann::ordered_json& facts, bool json) {
  if (json) {
    std::cout << facts.dump(2) << '\n';
    return;
  }
  std::cout << facts["path"].get<std::string>() << ": " << facts["bytes"] << " bytes, "
            << facts["events"] << " messages, " << facts["notes"] << " notes, " << facts["counters"]
            << " values\n";
}

void warn_of_size(lab::trace::Format format, const nlohmann::ordered_json& facts) {
  const auto events = facts["events"].get<std::uint64_t>();
  if (format != lab::trace::Format::kPerfetto || events <= lab::trace::kMostForPerfetto) return;
  lab::Status(false).say("warning",
                         std::to_string(events) +
                             " messages are more than the viewer may have memory for: choose "
                             "with --from, --until, --actor or --sample");
}

int export_to(const ExportArguments& arguments) {
  const lab::trace::Format format = lab::trace::format_called(arguments.format);
  const lab::trace::Table table = lab::trace::table_called(arguments.table);
  lab::trace::TraceFile file(arguments.file);
  ReadingProgress progress;
  const auto facts = lab::trace::export_trace(
      file, {.format = format, .selection = arguments.selection.of(file), .table = table},
      arguments.out, [&](std::uint64_t done, std::uint64_t all) { progress.tick(done, all); });
  warn_of_damage(file);
  warn_of_size(format, facts);
  print(facts, arguments.json);
  return 0;
}

}  // namespace

void add_trace_export(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<ExportArguments>();
  CLI::App* command = trace.add_subcommand("export", "write a trace in the format of a viewer");
  command->add_option("FILE", arguments->file, "a trace")->required();
  command->add_option("--to", arguments->format, lab::trace::known_formats())->required();
  command->add_option("--out", arguments->out, "the file to write, whole or not at all")
      ->required();
  command->add_option("--table", arguments->table, "of csv: events, notes or counters")
      ->capture_default_str();
  arguments->selection.add_to(*command);
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(kExportExamples);
  command->callback(
      [arguments, &action] { action = [arguments] { return export_to(*arguments); }; });
}

}  // namespace gaitsim
