#include "sim/clocks/credit.h"

#include <sstream>

namespace sim {

void CreditClock::hear(const Signal& signal, ClockPort& port) {
  if (phase_ == Phase::kRest) return;
  const auto* timer = std::get_if<Timer>(&signal);
  if (timer != nullptr && options_.timeout.ns > 0 && timer->number == timer_) {
    return next_phase(port);
  }
  const auto* report = std::get_if<Report>(&signal);
  if (report == nullptr || report->sample != sample_) return;
  if (!report->stake.any() || report->stake.phase != phase_) return;  // of a phase given up
  recovered_.add(report->stake);
  if (recovered_.whole() >= given_) next_phase(port);
}

void CreditClock::begin_sample(ClockPort& port) {
  phase_ = Phase::kRest;
  if (!port.open(sample_)) return;
  begin(Phase::kInfer, port);
  port.order(0, Phase::kInfer, sample_);
}

void CreditClock::next_phase(ClockPort& port) {
  const Layer layers = port.topology().layers;
  if (phase_ == Phase::kInfer) {
    begin(Phase::kTarget, port);
    port.order(layers + 1, Phase::kTarget, sample_);
  } else if (phase_ == Phase::kTarget) {
    begin(Phase::kLearn, port);
    for (Layer layer = 1; layer <= layers; ++layer) port.order(layer, Phase::kLearn, sample_);
  } else {
    ++sample_;
    begin_sample(port);
  }
}

void CreditClock::begin(Phase phase, ClockPort& port) {
  phase_ = phase;
  given_ = phase == Phase::kLearn ? port.topology().layers : 1;
  recovered_.clear();
  if (options_.timeout.ns > 0) timer_ = port.after(options_.timeout);
}

std::string CreditClock::save() const {
  std::ostringstream out;
  out << sample_ << ' ' << static_cast<int>(phase_) << ' ' << given_ << ' ' << timer_ << ' '
      << recovered_;
  return out.str();
}

void CreditClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  int phase = 0;
  in >> sample_ >> phase >> given_ >> timer_ >> recovered_;
  phase_ = static_cast<Phase>(phase);
}

}  // namespace sim
