// A clock that orders random phases of random layers and samples at random times. For tests only:
// whatever populations promise must hold under it, so that no later clock needs them rewritten.
#pragma once

#include "sim/phase_clock.h"

class ChaosClock final : public sim::PhaseClock {
 public:
  // Gives up after so many ticks.
  explicit ChaosClock(int ticks) : ticks_(ticks) {}

  std::string_view name() const override { return "chaos"; }
  void start(sim::ClockPort& port) override { port.after({1}); }

  void hear(const sim::Signal& signal, sim::ClockPort& port) override {
    if (!std::holds_alternative<sim::Timer>(signal) || ticks_-- == 0) return;
    if (port.random().below(3) == 0) open(port);
    const auto orders = port.random().below(4);
    for (std::uint64_t i = 0; i < orders && opened_ > 0; ++i) order(port);
    const auto pause = port.random().below(2000);
    port.after({static_cast<std::int64_t>(pause)});
  }

  std::string save() const override { return {}; }
  void load(std::string_view) override {}

 private:
  // Some are not presented at once, but by a random order later, if ever: until then the others
  // are ordered what nobody has seen.
  void open(sim::ClockPort& port) {
    const bool at_once = port.random().below(4) != 0;
    if (at_once ? port.present(opened_) : port.open(opened_)) ++opened_;
  }

  void order(sim::ClockPort& port) {
    const auto layers = static_cast<std::uint64_t>(port.topology().layers);
    const auto layer = static_cast<sim::Layer>(port.random().below(layers + 2));
    const auto phase = static_cast<sim::Phase>(port.random().below(4));
    // Mostly what is going on now, sometimes the distant past.
    const auto samples = static_cast<std::uint64_t>(opened_);
    const bool recent = port.random().below(4) != 0;
    const auto back = port.random().below(recent ? std::min<std::uint64_t>(samples, 3) : samples);
    port.order(layer, phase, opened_ - 1 - static_cast<sim::Sample>(back));
  }

  int ticks_;
  sim::Sample opened_ = 0;
};
