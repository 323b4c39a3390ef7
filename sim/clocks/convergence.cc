#include "sim/clocks/convergence.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace sim {

void ConvergenceClock::hear(const Signal& signal, ClockPort& port) {
  if (phase_ == Phase::kRest) return;
  if (const auto* report = std::get_if<Report>(&signal)) hear_report(*report, port);
  if (const auto* timer = std::get_if<Timer>(&signal)) hear_timer(timer->number, port);
}

// In the target phase layers may still report activities: they do not unsettle a target.
void ConvergenceClock::hear_report(const Report& report, ClockPort& port) {
  const ReportKind wanted = phase_ == Phase::kInfer ? ReportKind::kActive : ReportKind::kTargeted;
  const auto watch = watches_.find(report.layer);
  if (report.sample != sample_ || report.kind != wanted || watch == watches_.end()) return;
  const bool moved = !watch->second.heard || report.change_norm > epsilon(report.layer, port);
  if (!moved || watch->second.settled) return;
  watch->second.heard = true;
  watch->second.timer = port.after(options_.hold);
}

void ConvergenceClock::hear_timer(std::uint64_t number, ClockPort& port) {
  if (options_.timeout.ns > 0 && number == phase_timer_) return give_up(port);
  for (auto& [layer, watch] : watches_) {
    if (watch.heard && !watch.settled && watch.timer == number) return settle(layer, port);
  }
}

void ConvergenceClock::settle(Layer layer, ClockPort& port) {
  watches_.at(layer).settled = true;
  if (phase_ == Phase::kTarget) port.order(layer, Phase::kLearn, sample_);
  if (!std::all_of(watches_.begin(), watches_.end(),
                   [](const auto& w) { return w.second.settled; })) {
    return;
  }
  if (phase_ == Phase::kInfer) {
    begin(Phase::kTarget, port);
  } else {
    ++sample_;
    begin_sample(port);
  }
}

// What has not settled by now is treated as if it had.
void ConvergenceClock::give_up(ClockPort& port) {
  for (Layer layer = port.topology().layers; layer >= 1; --layer) {
    if (!watches_.at(layer).settled) {
      const Sample sample = sample_;
      const Phase phase = phase_;
      settle(layer, port);
      if (sample != sample_ || phase != phase_) return;
    }
  }
}

void ConvergenceClock::begin_sample(ClockPort& port) {
  phase_ = Phase::kRest;
  if (port.open(sample_)) begin(Phase::kInfer, port);
}

void ConvergenceClock::begin(Phase phase, ClockPort& port) {
  const Layer layers = port.topology().layers;
  phase_ = phase;
  for (Layer layer = 1; layer <= layers; ++layer) watches_[layer] = {};
  port.order(phase == Phase::kInfer ? 0 : layers + 1, phase, sample_);
  if (options_.timeout.ns > 0) phase_timer_ = port.after(options_.timeout);
}

double ConvergenceClock::epsilon(Layer layer, const ClockPort& port) const {
  return options_.epsilon * std::pow(options_.depth_factor, port.topology().layers - layer);
}

std::string ConvergenceClock::save() const {
  std::ostringstream out;
  out << sample_ << ' ' << static_cast<int>(phase_) << ' ' << phase_timer_;
  for (const auto& [layer, watch] : watches_) {
    out << ' ' << layer << ' ' << watch.timer << ' ' << watch.heard << ' ' << watch.settled;
  }
  return out.str();
}

void ConvergenceClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  int phase = 0;
  watches_.clear();
  in >> sample_ >> phase >> phase_timer_;
  phase_ = static_cast<Phase>(phase);
  Layer layer = 0;
  for (Watch watch; in >> layer >> watch.timer >> watch.heard >> watch.settled;) {
    watches_[layer] = watch;
  }
}

}  // namespace sim
