#include "sim/clocks/poisson.h"

#include <algorithm>
#include <sstream>

namespace sim {

void PoissonClock::hear(const Signal& signal, ClockPort& port) {
  stimulus_.hear(signal, port);
  const Topology topology = port.topology();
  if (topology.self < 1 || topology.self > topology.layers) return;
  if (std::holds_alternative<Timer>(signal)) {
    armed_ = false;
    orders_.order_through(newest_, port);
  }
  const auto* report = std::get_if<Report>(&signal);
  if (report == nullptr) return;
  if (report->kind == ReportKind::kTargeted) hear_of(report->sample, port);
  if (report->kind == ReportKind::kActive) {
    // The layer's memory has let go of samples before: their targets come too late for good.
    hear_of(report->sample - static_cast<Sample>(topology.memory), port);
  }
}

// The process has no memory: drawing the next moment only when there is something to learn is the
// same process, and it ends with the run.
void PoissonClock::hear_of(Sample sample, ClockPort& port) {
  newest_ = std::max(newest_, sample);
  if (armed_ || newest_ < orders_.next()) return;
  armed_ = true;
  port.after(exponential(learn_, port.random()));
}

std::string PoissonClock::save() const {
  std::ostringstream out;
  out << stimulus_ << ' ' << orders_ << ' ' << newest_ << ' ' << armed_;
  return out.str();
}

void PoissonClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  in >> stimulus_ >> orders_ >> newest_ >> armed_;
}

}  // namespace sim
