// A clock alone at its port: what it wants at the start, and on every signal, in short lines.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/sim/fake_port.h"

namespace sim {

template <class Clock>
class ClockRig {
 public:
  using Lines = std::vector<std::string>;

  ClockRig(const typename Clock::Options& options, Topology topology)
      : clock(options), port(topology) {}

  Lines start() {
    clock.start(port);
    return port.take();
  }
  Lines hear(const Signal& signal) {
    clock.hear(signal, port);
    return port.take();
  }
  Lines timer(std::uint64_t number) { return hear(Timer{number}); }
  Lines active(Layer layer, Sample sample, double change = 1) {
    return hear(Report{ReportKind::kActive, layer, sample, change});
  }
  Lines targeted(Layer layer, Sample sample, double change = 1) {
    return hear(Report{ReportKind::kTargeted, layer, sample, change});
  }
  Lines learned(Layer layer, Sample sample) {
    return hear(Report{ReportKind::kLearned, layer, sample});
  }
  Lines token(std::uint32_t from, std::int64_t value) {
    return hear(Token{static_cast<std::uint32_t>(port.topology().self), value, from});
  }
  // A presentation by the source's instance, so that the sample may be ordered.
  void opened(Sample sample) { port.open(sample); }

  Clock clock;
  FakePort port;
};

}  // namespace sim
