// The shared event loop: pumps the engine in batches from a Boost.Asio io_context, so that
// signals and timers (and later sockets) live on the same loop. It never decides order.
#pragma once

#include <chrono>
#include <functional>

namespace sim {

struct LoopHooks {
  std::function<bool()> pump;          // does one piece of work; false: nothing is left
  std::function<void(int)> on_signal;  // SIGINT, SIGTERM or SIGUSR1, between two pieces
  std::function<void()> on_tick;       // at regular wall times
  std::chrono::milliseconds tick{500};
};

// Returns when pump returned false. Exceptions of the hooks pass through.
void run_loop(const LoopHooks& hooks);

}  // namespace sim
