#include "tools/lab/run/early_signals.h"

#include <csignal>

namespace lab {
namespace {

volatile std::sig_atomic_t heard = 0;

}  // namespace

void remember_early_signals() {
  heard = 0;
  struct sigaction action {};
  action.sa_handler = [](int) { heard = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

void end_if_interrupted() {
  if (heard != 0) throw Interrupted();
}

}  // namespace lab
