#include "sim/clocks/quiescence.h"

#include <sstream>

namespace sim {

void QuiescenceClock::start(ClockPort& port) { begin_sample(port); }

void QuiescenceClock::hear(const Signal& signal, ClockPort& port) {
  if (const auto* report = std::get_if<Report>(&signal)) note(*report, port.topology().layers);
  if (settled(port)) next_phase(port);
}

void QuiescenceClock::note(const Report& report, Layer layers) {
  if (report.sample != sample_) return;  // a duplicate from the past
  const bool source_spoke = phase_ == Phase::kInfer && report.kind == ReportKind::kPresented;
  const bool teacher_spoke = phase_ == Phase::kTarget && report.kind == ReportKind::kTargeted &&
                             report.layer == layers + 1;
  if (source_spoke || teacher_spoke) started_ = true;
  if (phase_ == Phase::kLearn && report.kind == ReportKind::kLearned) {
    learned_.insert(report.layer);
  }
}

// Quiet alone is not enough: before the source or the teacher has spoken it is quiet, too.
bool QuiescenceClock::settled(ClockPort& port) const {
  if (phase_ == Phase::kRest) return false;  // the run is over
  if (phase_ == Phase::kLearn) {
    if (std::ssize(learned_) < port.topology().layers) return false;
  } else if (!started_) {
    return false;
  }
  return port.quiet(sample_);
}

void QuiescenceClock::begin_sample(ClockPort& port) {
  started_ = false;
  learned_.clear();
  phase_ = port.present(sample_) ? Phase::kInfer : Phase::kRest;
}

void QuiescenceClock::next_phase(ClockPort& port) {
  const Layer layers = port.topology().layers;
  started_ = false;
  if (phase_ == Phase::kInfer) {
    phase_ = Phase::kTarget;
    port.order(layers + 1, Phase::kTarget, sample_);
  } else if (phase_ == Phase::kTarget) {
    phase_ = Phase::kLearn;
    for (Layer layer = 1; layer <= layers; ++layer) port.order(layer, Phase::kLearn, sample_);
  } else {
    ++sample_;
    begin_sample(port);
  }
}

std::string QuiescenceClock::save() const {
  std::ostringstream out;
  out << sample_ << ' ' << static_cast<int>(phase_) << ' ' << started_;
  for (const Layer layer : learned_) out << ' ' << layer;
  return out.str();
}

void QuiescenceClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  int phase = 0;
  in >> sample_ >> phase >> started_;
  phase_ = static_cast<Phase>(phase);
  learned_.clear();
  for (Layer layer = 0; in >> layer;) learned_.insert(layer);
}

}  // namespace sim
