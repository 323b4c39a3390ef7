#include "sim/asio_loop.h"

#include <bit>
#include <utility>
// Boost 1.74 uses std::exchange without including <utility>.
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

namespace sim {
namespace {

using Clock = std::chrono::steady_clock;
using Error = boost::system::error_code;

// One handler for each event would halve the speed of the engine; one for 64 costs 3 percent. The
// time bound keeps signals prompt when single events are long. Reading the clock takes as long as
// an event: after 1, 2, 4 and so on, a batch takes twice the bound at most, or one event.
constexpr unsigned kBatch = 512;
constexpr std::chrono::milliseconds kLongest{20};

}  // namespace

class AsioLoop::Running {
 public:
  Running() { signals_.add(SIGUSR2); }  // its constructor takes three

  void run(const LoopHooks& hooks) {
    hooks_ = &hooks;
    wait_for_signal();
    wait_for_tick();
    boost::asio::post(io_, [this] { pump(); });
    io_.run();
  }

  void wake() {
    boost::asio::post(io_, [this] { go_on(); });
  }

 private:
  void pump() {
    const auto end = Clock::now() + kLongest;
    for (unsigned done = 1; done <= kBatch; ++done) {
      const Next next = hooks_->pump();
      if (next.kind == Next::Kind::kNever) return io_.stop();
      if (next.kind == Next::Kind::kWait) return pause(next);
      if (std::has_single_bit(done) && Clock::now() >= end) break;
    }
    boost::asio::post(io_, [this] { pump(); });
  }

  void pause(const Next& next) {
    if (std::exchange(woken_, false)) return boost::asio::post(io_, [this] { pump(); });
    paused_ = true;
    if (next.until) {
      pause_.expires_at(*next.until);
      pause_.async_wait([this](const Error& error) {
        if (!error) go_on();
      });
    }
    if (next.descriptor >= 0) {
      descriptor_.assign(next.descriptor);
      descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                             [this](const Error& error) {
                               if (error != boost::asio::error::operation_aborted) go_on();
                             });
    }
  }

  // Who is woken before falling asleep does not fall asleep.
  void go_on() {
    woken_ = !std::exchange(paused_, false);
    if (woken_) return;
    pause_.cancel();
    if (descriptor_.is_open()) descriptor_.release();
    pump();
  }

  void wait_for_signal() {
    signals_.async_wait([this](const Error& error, int number) {
      if (error) return;
      hooks_->on_signal(number);
      wait_for_signal();
      go_on();  // whoever pumps may want to end a wait
    });
  }

  void wait_for_tick() {
    timer_.expires_after(hooks_->tick);
    timer_.async_wait([this](const Error& error) {
      if (error) return;
      hooks_->on_tick();
      wait_for_tick();
    });
  }

  const LoopHooks* hooks_ = nullptr;
  boost::asio::io_context io_{1};
  boost::asio::signal_set signals_{io_, SIGINT, SIGTERM, SIGUSR1};
  boost::asio::steady_timer timer_{io_}, pause_{io_};
  boost::asio::posix::stream_descriptor descriptor_{io_};
  bool paused_ = false, woken_ = false;
};

AsioLoop::AsioLoop() : running_(std::make_unique<Running>()) {}
AsioLoop::~AsioLoop() = default;

void AsioLoop::run(const LoopHooks& hooks) { running_->run(hooks); }
void AsioLoop::wake() { running_->wake(); }

}  // namespace sim
