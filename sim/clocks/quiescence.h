// The ideal clock: it knows when nothing of a sample is in flight. An oracle, and not local.
#pragma once

#include <set>

#include "sim/phase_clock.h"

namespace sim {

// One sample at a time: infer until quiet, target until quiet, learn until quiet.
class QuiescenceClock final : public PhaseClock {
 public:
  std::string_view name() const override { return "quiescence"; }
  void start(ClockPort& port) override;
  void hear(const Signal& signal, ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

 private:
  void note(const Report& report, Layer layers);
  bool settled(ClockPort& port) const;
  void begin_sample(ClockPort& port);
  void next_phase(ClockPort& port);

  Sample sample_ = 0;
  Phase phase_ = Phase::kInfer;
  bool started_ = false;     // the source or the teacher said that it has spoken
  std::set<Layer> learned_;  // layers that have carried out the learn order
};

}  // namespace sim
