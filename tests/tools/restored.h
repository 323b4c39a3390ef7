// A clock that is saved and loaded before every signal, into a new one or into itself: that must
// change nothing.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "sim/gate.h"
#include "sim/phase_clock.h"

namespace lab {

class Restored final : public sim::PhaseClock {
 public:
  using Make = std::function<std::unique_ptr<sim::PhaseClock>()>;

  Restored(Make make, bool fresh) : make_(std::move(make)), fresh_(fresh), clock_(make_()) {}

  std::string_view name() const override { return clock_->name(); }
  void start(sim::ClockPort& port) override { clock_->start(port); }
  void hear(const sim::Signal& signal, sim::ClockPort& port) override {
    const std::string state = clock_->save();
    if (fresh_) clock_ = make_();
    clock_->load(state);
    EXPECT_EQ(clock_->save(), state);
    clock_->hear(signal, port);
  }
  std::string save() const override { return clock_->save(); }
  void load(std::string_view state) override { clock_->load(state); }
  sim::Gate* gate() override { return clock_->gate(); }

 private:
  Make make_;
  bool fresh_;
  std::unique_ptr<sim::PhaseClock> clock_;
};

}  // namespace lab
