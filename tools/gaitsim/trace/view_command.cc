// gaitsim trace view: a trace in the Perfetto viewer of the browser, without leaving this machine.
#include <iostream>
#include <memory>

#include "protocols/bad_input.h"
#include "tools/gaitsim/trace/reading_progress.h"
#include "tools/gaitsim/trace/selection_options.h"
#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/files/temporary_folder.h"
#include "tools/lab/trace/export/exporter.h"
#include "tools/lab/trace/export/file_server.h"

namespace gaitsim {
namespace {

constexpr const char* kViewer = "https://ui.perfetto.dev";
constexpr const char* kName = "trace.pftrace";

constexpr const char* kViewExamples =
    R"(The page asks this command for the trace, at 127.0.0.1: nothing is uploaded.
It may ask at port 9001 only, so another port is for other readers.
Examples:
  gaitsim trace view runs/demo-1/trace.gtrace
  gaitsim trace view runs/demo-1/trace.gtrace --from 1ms --until 3ms)";

struct ViewArguments {
  std::filesystem::path file;
  std::uint16_t port = 9001;
  SelectionOptions selection;
  bool once = false, json = false;
};

struct Interrupted {};

void print(const nlohmann::ordered_json& facts, std::uint16_t port, bool json) {
  const std::string url = "http://127.0.0.1:" + std::to_string(port) + "/" + kName;
  const std::string link = std::string(kViewer) + "/#!/?url=" + url;
  if (json) {
    const nlohmann::ordered_json out = {
        {"link", link}, {"url", url}, {"bytes", facts["bytes"]}, {"events", facts["events"]}};
    std::cout << out.dump(2) << std::endl;
    return;
  }
  std::cout << facts["events"] << " messages, " << facts["bytes"] << " bytes. Open\n  " << link
            << "\nand end with Ctrl-C." << std::endl;
}

int view(const ViewArguments& arguments) {
  lab::trace::TraceFile file(arguments.file);
  const auto selection = arguments.selection.of(file);
  lab::trace::FileServer server(arguments.port);
  const lab::TemporaryFolder folder;
  const std::filesystem::path exported = folder.path() / kName;
  nlohmann::ordered_json facts;
  try {
    ReadingProgress progress;
    facts = lab::trace::export_trace(
        file, {.format = lab::trace::Format::kPerfetto, .selection = selection}, exported,
        [&](std::uint64_t done, std::uint64_t all) {
          if (server.is_interrupted()) throw Interrupted();
          progress.tick(done, all);
        });
  } catch (const Interrupted&) {
    return 0;
  }
  warn_of_damage(file);
  print(facts, server.port(), arguments.json);
  server.serve(
      {.file = exported, .name = kName, .allowed_origin = kViewer, .once = arguments.once});
  return 0;
}

}  // namespace

void add_trace_view(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<ViewArguments>();
  CLI::App* command = trace.add_subcommand("view", "look at a trace in the browser (Perfetto)");
  command->add_option("FILE", arguments->file, "a trace")->required();
  command->add_option("--port", arguments->port, "of 127.0.0.1; 0: any")->capture_default_str();
  command->add_flag("--once", arguments->once, "end after one whole download");
  arguments->selection.add_to(*command);
  command->add_flag("--json", arguments->json, "print link and size as one JSON object");
  command->footer(kViewExamples);
  command->callback([arguments, &action] { action = [arguments] { return view(*arguments); }; });
}

}  // namespace gaitsim
