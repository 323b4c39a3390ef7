// The options that every command with a CONFIG shares.
#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "protocols/config.h"

namespace gaitsim {

struct ConfigOptions {
  std::filesystem::path config;
  std::vector<std::string> overrides;  // path=value
  // Text, as typed: the config says what is allowed, and what is wrong with it.
  std::optional<std::string> seed, epochs, steps;
  std::optional<std::filesystem::path> data_dir;

  void add_to(CLI::App& command);
  void add_changes_to(CLI::App& command);  // without CONFIG and --data-dir

  // --set, then --seed, --epochs and --steps: path=value, a later one wins.
  std::vector<std::string> all_overrides() const;
  // Throws protocols::BadInput.
  protocols::Config load() const;
  // --data-dir, else GAITSIM_DATA_DIR, else "data".
  std::filesystem::path data_folder() const;
};

// A thread for each core, shared among the processes that a launcher started here.
std::size_t default_threads();

}  // namespace gaitsim
