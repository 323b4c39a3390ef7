// The options that say what of a trace is meant, as text until the trace is known.
#pragma once

#include <string>

#include "tools/gaitsim/commands.h"
#include "tools/lab/trace/export/selection.h"

namespace gaitsim {

struct SelectionOptions {
  std::string from, until, actor;
  long long sample = -1;  // none

  void add_to(CLI::App& command);
  // Throws protocols::BadInput that names the option.
  lab::trace::Selection of(const lab::trace::TraceFile& file) const;
};

}  // namespace gaitsim
