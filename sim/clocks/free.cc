#include "sim/clocks/free.h"

#include <sstream>

namespace sim {

void FreeClock::hear(const Signal& signal, ClockPort& port) {
  stimulus_.hear(signal, port);
  const auto* report = std::get_if<Report>(&signal);
  const Topology topology = port.topology();
  if (report == nullptr || topology.self < 1 || topology.self > topology.layers) return;
  if (report->kind == ReportKind::kTargeted) orders_.order(report->sample, port);
  if (report->kind == ReportKind::kActive) {
    // The layer's memory has let go of these: a target that still comes cannot meet its activity.
    orders_.order_through(report->sample - static_cast<Sample>(topology.memory), port);
  }
}

std::string FreeClock::save() const {
  std::ostringstream out;
  out << stimulus_ << ' ' << orders_;
  return out.str();
}

void FreeClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  in >> stimulus_ >> orders_;
}

}  // namespace sim
