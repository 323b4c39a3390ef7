// gaitsim align: how near the updates of a rule are to those of backpropagation, by depth.
#include <iostream>
#include <memory>

#include "tools/gaitsim/commands.h"
#include "tools/gaitsim/config_options.h"
#include "tools/lab/files/whole_file.h"
#include "tools/lab/reference/alignment.h"

namespace gaitsim {
namespace {

struct AlignArguments {
  ConfigOptions config;
  std::optional<std::filesystem::path> init_weights, svg;
  bool json = false;
};

int align(const AlignArguments& arguments) {
  if (arguments.svg) lab::require_writable(*arguments.svg);
  const auto facts = lab::alignment(arguments.config.load(),
                                    {arguments.config.data_folder(), arguments.init_weights});
  if (arguments.svg) lab::write_whole(*arguments.svg, lab::alignment_svg(facts));
  std::cout << (arguments.json ? facts.dump(2) + "\n" : lab::alignment_text(facts));
  return 0;
}

}  // namespace

void add_align(CLI::App& program, Action& action) {
  auto arguments = std::make_shared<AlignArguments>();
  CLI::App* command = program.add_subcommand(
      "align", "cosine and norm ratio of a rule's update and that of bp, by depth");
  arguments->config.add_to(*command);
  command->add_option("--init-weights", arguments->init_weights,
                      "folder of <l>Lweights.npy and <l>Lbiases.npy to compare at");
  command->add_option("--svg", arguments->svg, "also draw the cosines into this file");
  command->add_flag("--json", arguments->json, "print one JSON object");
  command->footer(
      "Examples:\n  gaitsim align configs/equivalence.textproto\n"
      "  gaitsim align configs/equivalence.textproto -s precision=FLOAT32 --svg depth.svg\n"
      "  gaitsim align configs/demo.textproto --init-weights runs/demo-1/weights");
  command->callback([arguments, &action] { action = [arguments] { return align(*arguments); }; });
}

}  // namespace gaitsim
