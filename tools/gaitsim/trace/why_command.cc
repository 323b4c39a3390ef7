// gaitsim trace why: the causes behind one update, or one message, or why there was no update.
#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <set>

#include "protocols/bad_input.h"
#include "tools/gaitsim/trace/trace_commands.h"
#include "tools/lab/files/whole_file.h"
#include "tools/lab/trace/ask/why.h"
#include "tools/lab/trace/export/sequence_svg.h"

namespace gaitsim {
namespace {

struct WhyArguments {
  std::filesystem::path file;
  std::vector<std::int64_t> update;  // layer, sample
  std::string event;
  std::filesystem::path svg;
  bool chart = false, json = false;
};

using Json = nlohmann::ordered_json;

// The messages of an answer as a picture.
void draw(lab::trace::TraceFile& file, const Json& found, const std::filesystem::path& svg) {
  std::set<sim::EventId> events;
  for (const Json& node : found["nodes"]) {
    if (node["message"].is_null()) continue;
    events.insert(file.event_called(node["message"]["event"].get<std::string>()));
  }
  const auto life = lab::trace::life_of_events(file, events, found["what"].get<std::string>());
  lab::write_whole(svg, lab::trace::to_svg(file, life));
}

Json answer(lab::trace::TraceFile& file, const WhyArguments& arguments) {
  if (arguments.update.empty() == arguments.event.empty()) {
    throw protocols::BadInput(
        "one thing is to be asked for\nhint: --update LAYER,SAMPLE or --event ID, such as "
        "--update 2,17 or --event feedback2#17");
  }
  if (!arguments.event.empty()) {
    return lab::trace::why_event(file, file.event_called(arguments.event));
  }
  const std::int64_t layer = arguments.update[0];
  if (layer < 1 || layer > file.header().layers()) {
    throw protocols::BadInput(
        fmt::format("the network has no layer {}\nhint: its layers are 1 to {}", layer,
                    file.header().layers()));
  }
  return lab::trace::why_update(file, static_cast<sim::Layer>(layer), arguments.update[1]);
}

int why(const WhyArguments& arguments) {
  lab::trace::TraceFile file(arguments.file);
  if (!arguments.svg.empty()) lab::require_writable(arguments.svg);
  const Json found = answer(file, arguments);
  if (!arguments.svg.empty()) draw(file, found, arguments.svg);
  if (arguments.json) {
    std::cout << found.dump(2) << '\n';
    return 0;
  }
  std::cout << lab::trace::why_text(found);
  if (arguments.chart) std::cout << '\n' << lab::trace::why_chart(found);
  return 0;
}

}  // namespace

void add_trace_why(CLI::App& trace, Action& action) {
  auto arguments = std::make_shared<WhyArguments>();
  CLI::App* command =
      trace.add_subcommand("why", "what led to an update or a message, or why there was none");
  command->add_option("FILE", arguments->file, "a trace")->required();
  command->add_option("--update", arguments->update, "of this layer, from this sample")
      ->delimiter(',')
      ->expected(2)
      ->type_name("LAYER,SAMPLE");
  command->add_option("--event", arguments->event, "a message: its sender and which of its events")
      ->type_name("ID");
  command->add_flag("--chart", arguments->chart, "a sequence chart below the tree");
  command->add_option("--svg", arguments->svg, "the sequence chart as a picture, in this file")
      ->type_name("FILE");
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim trace why runs/demo-1/trace.gtrace --update 2,17\n"
      "  gaitsim trace why runs/demo-1/trace.gtrace --update 1,3 --chart\n"
      "  gaitsim trace why runs/demo-1/trace.gtrace --update 1,3 --svg why.svg\n"
      "  gaitsim trace why runs/demo-1/trace.gtrace --event feedback2#17");
  command->callback([arguments, &action] { action = [arguments] { return why(*arguments); }; });
}

}  // namespace gaitsim
