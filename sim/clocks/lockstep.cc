#include "sim/clocks/lockstep.h"

#include <sstream>

namespace sim {

void LockstepClock::start(ClockPort& port) { begin_sample(port); }

void LockstepClock::hear(const Signal& signal, ClockPort& port) {
  if (std::holds_alternative<Timer>(signal)) next_phase(port);
}

void LockstepClock::begin_sample(ClockPort& port) {
  phase_ = Phase::kInfer;
  if (port.present(sample_)) port.after(options_.infer);
}

void LockstepClock::next_phase(ClockPort& port) {
  const Layer layers = port.topology().layers;
  if (phase_ == Phase::kInfer) {
    phase_ = Phase::kTarget;
    port.order(layers + 1, Phase::kTarget, sample_);
    port.after(options_.target);
  } else if (phase_ == Phase::kTarget) {
    phase_ = Phase::kLearn;
    for (Layer layer = 1; layer <= layers; ++layer) port.order(layer, Phase::kLearn, sample_);
    port.after(options_.learn);
  } else {
    ++sample_;
    begin_sample(port);
  }
}

std::string LockstepClock::save() const {
  std::ostringstream out;
  out << sample_ << ' ' << static_cast<int>(phase_);
  return out.str();
}

void LockstepClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  int phase = 0;
  in >> sample_ >> phase;
  phase_ = static_cast<Phase>(phase);
}

}  // namespace sim
