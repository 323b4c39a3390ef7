// A clock's port that writes down, in short lines, what the clock wants. A test turns the hands:
// it sets the time and what is quiet, and lets the clock hear signals.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/phase_clock.h"

namespace sim {

class FakePort final : public ClockPort {
 public:
  explicit FakePort(Topology topology, std::uint64_t owner = 0)
      : topology_(topology), random_(1, owner, Purpose::kModel) {}

  Time now() const override { return time; }
  Random& random() override { return random_; }
  Topology topology() const override { return topology_; }

  std::uint64_t after(Duration delay) override {
    calls.push_back(fmt::format("wait {}", delay.ns));
    return timers_++;
  }
  bool open(Sample sample) override {
    EXPECT_EQ(sample, presented_) << "presented out of turn";
    if (sample >= topology_.samples) return false;
    ++presented_;
    return true;
  }
  void order(Layer layer, Phase phase, Sample sample) override {
    if (phase == Phase::kInfer && layer == 0) {
      calls.push_back(fmt::format("present {}", sample));
    } else {
      calls.push_back(fmt::format("{} {} of {}", name_of(phase), layer, sample));
    }
  }
  void token(std::uint32_t to, std::int64_t value) override {
    calls.push_back(fmt::format("token {} to {}", value, to));
  }
  bool quiet(Sample sample) const override { return !busy.contains(sample); }

  // What was called since the last time.
  std::vector<std::string> take() { return std::exchange(calls, {}); }

  Time time;
  std::set<Sample> busy;  // samples of which something is in flight
  std::vector<std::string> calls;

 private:
  const Topology topology_;
  Random random_;
  Sample presented_ = 0;
  std::uint64_t timers_ = 0;
};

}  // namespace sim
