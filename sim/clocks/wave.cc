#include "sim/clocks/wave.h"

#include <sstream>

namespace sim {

void WaveClock::hear(const Signal& signal, ClockPort& port) {
  if (std::holds_alternative<Timer>(signal)) next_phase(port);
}

void WaveClock::begin_sample(ClockPort& port) {
  phase_ = Phase::kInfer;
  if (port.present(sample_)) port.after(options_.infer);
}

void WaveClock::next_phase(ClockPort& port) {
  switch (phase_) {
    case Phase::kInfer:
      phase_ = Phase::kTarget;
      layer_ = port.topology().layers;
      port.order(layer_ + 1, Phase::kTarget, sample_);
      port.after(options_.target);
      break;
    case Phase::kTarget:
    case Phase::kLearn:
      learn_one(port);
      break;
    case Phase::kRest:
      ++sample_;
      begin_sample(port);
      break;
  }
}

void WaveClock::learn_one(ClockPort& port) {
  port.order(layer_, Phase::kLearn, sample_);
  --layer_;
  phase_ = layer_ > 0 ? Phase::kLearn : Phase::kRest;
  port.after(layer_ > 0 ? options_.stagger : options_.learn);
}

std::string WaveClock::save() const {
  std::ostringstream out;
  out << sample_ << ' ' << static_cast<int>(phase_) << ' ' << layer_;
  return out.str();
}

void WaveClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  int phase = 0;
  in >> sample_ >> phase >> layer_;
  phase_ = static_cast<Phase>(phase);
}

}  // namespace sim
