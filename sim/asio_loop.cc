#include "sim/asio_loop.h"

#include <utility>
// Boost 1.74 uses std::exchange without including <utility>.
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

namespace sim {
namespace {

using Clock = std::chrono::steady_clock;

// One handler for each event would halve the speed of the engine; 64 cost 3 percent. The time
// bound keeps signals prompt when single events are long.
constexpr int kBatch = 64;
constexpr std::chrono::milliseconds kLongest{20};

class Loop {
 public:
  explicit Loop(const LoopHooks& hooks)
      : hooks_(hooks), signals_(io_, SIGINT, SIGTERM, SIGUSR1), timer_(io_) {}

  void run() {
    wait_for_signal();
    wait_for_tick();
    boost::asio::post(io_, [this] { pump(); });
    io_.run();
  }

 private:
  void pump() {
    const auto end = Clock::now() + kLongest;
    for (int i = 0; i < kBatch && Clock::now() < end; ++i) {
      if (!hooks_.pump()) {
        io_.stop();
        return;
      }
    }
    boost::asio::post(io_, [this] { pump(); });
  }

  void wait_for_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      hooks_.on_signal(number);
      wait_for_signal();
    });
  }

  void wait_for_tick() {
    timer_.expires_after(hooks_.tick);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      hooks_.on_tick();
      wait_for_tick();
    });
  }

  const LoopHooks& hooks_;
  boost::asio::io_context io_{1};
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
};

}  // namespace

void run_loop(const LoopHooks& hooks) { Loop(hooks).run(); }

}  // namespace sim
