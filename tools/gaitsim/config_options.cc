#include "tools/gaitsim/config_options.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdlib>
#include <thread>

#include "tools/lab/ranks/mpi_ranks.h"

namespace gaitsim {

void ConfigOptions::add_to(CLI::App& command) {
  command.add_option("CONFIG", config, "experiment, Protobuf text format")->required();
  add_changes_to(command);
  command.add_option("--data-dir", data_dir,
                     "folder of data sets (default: $GAITSIM_DATA_DIR, then ./data)");
}

void ConfigOptions::add_changes_to(CLI::App& command) {
  command.add_option("-s,--set", overrides, "PATH=VALUE: change a field of the config")
      ->type_name("PATH=VALUE")
      ->option_text("PATH=VALUE")  // without "...": one value each
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--seed", seed, "the same as -s seed=N")->type_name("N");
  command.add_option("--epochs", epochs, "the same as -s run.epochs=N")->type_name("N");
  command.add_option("--steps", steps, "the same as -s run.steps=N")->type_name("N");
}

std::vector<std::string> ConfigOptions::all_overrides() const {
  std::vector<std::string> all = overrides;
  if (seed) all.push_back(fmt::format("seed={}", *seed));
  if (epochs) all.push_back(fmt::format("run.epochs={}", *epochs));
  if (steps) all.push_back(fmt::format("run.steps={}", *steps));
  return all;
}

protocols::Config ConfigOptions::load() const {
  return protocols::load_config(config, all_overrides());
}

std::filesystem::path ConfigOptions::data_folder() const {
  if (data_dir) return *data_dir;
  const char* from_environment = std::getenv("GAITSIM_DATA_DIR");
  return from_environment != nullptr ? from_environment : "data";
}

std::size_t default_threads() {
  const std::size_t cores = std::thread::hardware_concurrency();
  return std::max<std::size_t>(1, cores / lab::local_ranks());
}

}  // namespace gaitsim
