// Ctrl-C before there is a loop that hears it: while data are read and weights are drawn.
#pragma once

#include <stdexcept>

namespace lab {

// Somebody ended it before there was anything to keep: a run that had not begun, or gone on.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(const char* what = "interrupted before the first step; nothing was kept")
      : std::runtime_error(what) {}
};

// From now on SIGINT and SIGTERM are remembered, once; a second one ends the process. A loop that
// hears them itself (sim/asio_loop.h) takes over.
void remember_early_signals();
// Throws Interrupted if there was one.
void end_if_interrupted();

}  // namespace lab
