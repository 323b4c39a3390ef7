// A shared library with a clock: found, loaded, its description checked and read. It makes no
// clock.
#pragma once

#include <string>
#include <vector>

#include "sim/clocks/catalogue.h"
#include "tools/include/gaitsim/clock_plugin.h"

namespace lab {

// A value. The library stays in the process for ever, so all texts of it do; loading it again, also
// under another path to the same file, gives the same code and costs nothing.
class PluginLibrary {
 public:
  // A file with a slash is a path, relative to the current folder; one without is searched for as
  // dlopen() does: LD_LIBRARY_PATH, then the system's folders. Throws protocols::BadInput, which
  // names the file, if it cannot be loaded, is no plug-in, or one of another version.
  explicit PluginLibrary(const std::string& file);

  const gaitsim_clock_plugin& plugin() const { return *plugin_; }
  const std::string& file() const { return file_; }
  // XXH3-64 of the file that was found, in hexadecimal: another build is another clock.
  std::string digest() const;
  // "alternating (plug-in ./libalternating.so)": names both in results and errors.
  std::string title() const;
  // As a shipped clock describes itself. Points into this object.
  sim::ClockInfo info() const;

 private:
  [[noreturn]] void fail(const std::string& problem) const;
  void check();

  std::string file_;
  std::string found_;  // where it was loaded from
  const gaitsim_clock_plugin* plugin_ = nullptr;
  std::vector<sim::Parameter> parameters_;
};

}  // namespace lab
