// How events meet wall time: the mode of a run.
//   virtual   window after window, as fast as the machine goes; deterministic
//   paced     the same windows, none before its wall time
//   wall      see asio_wall_driver.h
#pragma once

#include <chrono>

#include "sim/asio_loop.h"
#include "sim/engine.h"

namespace sim {

template <class Message>
class Driver {
 public:
  virtual ~Driver() = default;

  // Does one piece of work; "never" when no event is left.
  virtual Next advance() = 0;
  // No handler runs until the next advance(), and virtual time stands still: states may be read.
  virtual void rest() {}
};

template <class Message>
class VirtualDriver final : public Driver<Message> {
 public:
  explicit VirtualDriver(Engine<Message>& engine) : engine_(engine) {}
  Next advance() override { return engine_.run_window(); }

 private:
  Engine<Message>& engine_;
};

// Virtual time is never ahead of `factor` times the wall time since the first window. Where the
// arithmetic takes longer than that, it falls behind, and catches up when it can.
template <class Message>
class PacedDriver final : public Driver<Message> {
 public:
  // REQUIRES: factor > 0.
  PacedDriver(Engine<Message>& engine, double factor) : engine_(engine), factor_(factor) {}

  Next advance() override {
    const auto next = engine_.next_time();
    if (!next) return false;
    const WallTime now = std::chrono::steady_clock::now();
    if (!start_) start_ = now - wall(engine_.now());  // which is not 0 when it goes on
    const WallTime due = *start_ + wall(*next);
    return now < due ? Next::wait(due) : Next(engine_.run_window());
  }

 private:
  std::chrono::nanoseconds wall(Time t) const {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(static_cast<double>(t.ns) / factor_));
  }

  Engine<Message>& engine_;
  const double factor_;
  std::optional<WallTime> start_;
};

}  // namespace sim
