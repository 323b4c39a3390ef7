// gaitsim trace ls: the messages of a run, or its notes, that fit a filter.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "tools/gaitsim/trace/filter_options.h"
#include "tools/gaitsim/trace/reading_progress.h"
#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/trace/list/rows_text.h"

namespace gaitsim {
namespace {

using lab::trace::RowFormat;

struct LsArguments {
  std::filesystem::path file;
  lab::trace::FilterWords filter;
  RowFormat format = RowFormat::kTable;
  bool json = false;  // one object with all rows, which are JSON lines
  bool notes = false;
  std::uint64_t limit = 0;  // 0: none
};

bool is_about_updates(const lab::trace::FilterWords& words, const lab::trace::TraceFile& file) {
  const auto& notes = file.header().note_kinds();
  return words.stale || words.mismatched || words.late ||
         std::find(notes.begin(), notes.end(), words.kind) != notes.end();
}

// Prints until the limit or the reader of the output has had enough.
class Printer {
 public:
  Printer(const LsArguments& arguments, const lab::trace::TraceFile& file,
          const lab::trace::Filter& filter)
      : arguments_(arguments), file_(file), filter_(filter) {}

  template <class Row>
  bool operator()(const Row& row) {
    if (!filter_.wants(row)) return true;
    if (arguments_.json && printed_ > 0) std::cout << ',';
    std::cout << lab::trace::text_of(row, file_, arguments_.format);
    return ++printed_ != arguments_.limit && std::cout.good();
  }

 private:
  const LsArguments& arguments_;
  const lab::trace::TraceFile& file_;
  const lab::trace::Filter& filter_;
  std::uint64_t printed_ = 0;
};

void list_notes(lab::trace::TraceFile& file, const lab::trace::Filter& filter,
                const LsArguments& arguments) {
  Printer print(arguments, file, filter);
  std::cout << (arguments.json ? "{\"notes\":[\n" : lab::trace::note_heading(arguments.format));
  lab::trace::for_each_note(file, filter.window(), std::ref(print));
}

void list_messages(lab::trace::TraceFile& file, const lab::trace::Filter& filter,
                   const LsArguments& arguments) {
  Printer print(arguments, file, filter);
  std::cout << (arguments.json ? "{\"messages\":[\n" : lab::trace::event_heading(arguments.format));
  ReadingProgress progress;
  lab::trace::for_each_event(file, filter.window(), std::ref(print),
                             [&](auto done, auto all) { progress.tick(done, all); });
}

int ls(const LsArguments& arguments) {
  lab::trace::TraceFile file(arguments.file);
  const lab::trace::Filter filter(arguments.filter, file);
  const bool notes = arguments.notes || is_about_updates(arguments.filter, file);
  (notes ? list_notes : list_messages)(file, filter, arguments);
  if (arguments.json) std::cout << "]}\n";
  warn_of_damage(file);
  return 0;
}

constexpr const char* kLsExamples = R"(Examples:
  gaitsim trace ls runs/demo-1/trace.gtrace --sample 3
  gaitsim trace ls runs/demo-1/trace.gtrace --actor feedback2 --from 1ms --to 1.2ms
  gaitsim trace ls runs/demo-1/trace.gtrace --dropped --format csv
  gaitsim trace ls runs/demo-1/trace.gtrace --stale

Messages come in the order of sending. Times are of the run's start on. --stale, --mismatched,
--late and the kinds of notes list notes: what became of updates.)";

}  // namespace

void add_trace_ls(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<LsArguments>();
  CLI::App* command = trace.add_subcommand("ls", "list messages, or notes, that fit a filter");
  command->add_option("FILE", arguments->file, "a trace")->required();
  add_filter(*command, arguments->filter);
  command->add_flag("--notes", arguments->notes, "what actors noted, instead of messages");
  command->add_option("--limit", arguments->limit, "stop after so many lines")->type_name("N");
  CLI::Option* format = command->add_option("--format", arguments->format, "table, jsonl or csv");
  format
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, RowFormat>{{"table", RowFormat::kTable},
                                                                   {"jsonl", RowFormat::kJsonLines},
                                                                   {"csv", RowFormat::kCsv}}))
      ->type_name("FORMAT");
  command
      ->add_flag_callback(
          "--json",
          [arguments] {
            arguments->json = true;
            arguments->format = RowFormat::kJsonLines;
          },
          "one object, whose list \"messages\" or \"notes\" has what --format jsonl prints")
      ->excludes(format);
  command->footer(kLsExamples);
  command->callback([arguments, &action] { action = [arguments] { return ls(*arguments); }; });
}

}  // namespace gaitsim
