// A config that was read and found right, and where each of its fields came from, so that checks in
// other folders can report what they find in the same way. It knows no network and no clock.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/bad_input.h"
#include "protocols/outline.h"
#include "protocols/override.h"
#include "protocols/problem.h"
#include "protocols/run.pb.h"

namespace protocols {

class Config {
 public:
  const Experiment& experiment() const { return experiment_; }
  const std::string& file_name() const { return file_name_; }

  // Throws the BadInput that says what is wrong with the field at `path`, such as
  // "network.tower.widths[2]": FILE:LINE:COLUMN, or the override that gave it, and the source line.
  // A field that is nowhere given is reported at the closest block around it that is.
  [[noreturn]] void fail(std::string_view path, std::string_view problem,
                         std::string_view hint = "") const;

  // Fails with the first problem in order of the file, then of the overrides, if there is any.
  void require_none(const std::vector<Problem>& problems) const;

 private:
  friend Config parse_config(std::string text, std::string file_name,
                             const std::vector<std::string>& overrides);

  Config(std::string text, std::string file_name);

  struct Source;  // where a field came from
  Source source_of(std::string_view path) const;
  void read();
  void apply(const std::vector<std::string>& overrides);

  std::string text_;
  std::string file_name_;
  Outline outline_;
  std::vector<Override> overrides_;  // those applied so far
  Experiment experiment_;
};

// Both throw BadInput, with one problem, when anything is wrong that can be known from the config
// alone. An override is "PATH=VALUE"; a later one wins.
Config load_config(const std::filesystem::path& file,
                   const std::vector<std::string>& overrides = {});
Config parse_config(std::string text, std::string file_name,
                    const std::vector<std::string>& overrides = {});

}  // namespace protocols
