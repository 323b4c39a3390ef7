// The shared event loop: pumps the engine in batches from a Boost.Asio io_context, so that
// signals, timers and sockets live on the same loop. It never decides order.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace sim {

using WallTime = std::chrono::steady_clock::time_point;

// What the loop does after a piece of work.
struct Next {
  enum class Kind { kAtOnce, kWait, kNever };

  // Another piece at once, or never again.
  Next(bool more) : kind(more ? Kind::kAtOnce : Kind::kNever) {}  // NOLINT: pumps return bool
  // A piece when that time has come, there is something to read, a signal came, or somebody calls
  // wake(). It may come too early, too.
  static Next wait(std::optional<WallTime> until, int descriptor = -1) {
    Next next(true);
    next.kind = Kind::kWait;
    next.until = until;
    next.descriptor = descriptor;
    return next;
  }

  Kind kind;
  std::optional<WallTime> until;
  int descriptor = -1;  // a socket or a pipe; stays the caller's
};

struct LoopHooks {
  std::function<Next()> pump;          // does one piece of work
  std::function<void(int)> on_signal;  // SIGINT, SIGTERM, SIGUSR1 or SIGUSR2, between two
  std::function<void()> on_tick;       // at regular wall times
  std::chrono::milliseconds tick{500};
};

class AsioLoop {
 public:
  AsioLoop();
  ~AsioLoop();

  // Returns when pump returned "never". Exceptions of the hooks pass through. To be called once.
  void run(const LoopHooks& hooks);
  // Ends a wait of the pump, or the next one if it does not wait now. From any thread.
  void wake();

 private:
  class Running;
  std::unique_ptr<Running> running_;
};

}  // namespace sim
