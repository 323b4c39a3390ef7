#include "sim/clocks/stimulus.h"

#include <istream>
#include <ostream>

#include "sim/link.h"

namespace sim {
Duration exponential(Duration mean, Random& random) {
  return draw_delay({.delay = ExponentialDelay{mean}}, random);
}

void Stimulus::start(ClockPort& port) {
  if (port.topology().self == 0) present(port);
}

void Stimulus::hear(const Signal& signal, ClockPort& port) {
  const Topology topology = port.topology();
  const bool timer = std::holds_alternative<Timer>(signal);
  if (topology.self == 0 && timer) return present(port);
  if (topology.self != topology.layers + 1) return;
  if (const auto* told = std::get_if<Token>(&signal)) {
    hear_of(told->value, port);
  } else if (timer && !waiting_.empty()) {
    release(waiting_.front(), port);
    waiting_.pop_front();
  }
}

void Stimulus::hear_of(Sample sample, ClockPort& port) {
  if (!heard_.first(sample)) return;
  if (options_.target_after.ns == 0) return release(sample, port);
  waiting_.push_back(sample);
  port.after(options_.target_after);
}

void Stimulus::present(ClockPort& port) {
  if (!port.present(next_)) return;
  port.token(static_cast<std::uint32_t>(port.topology().layers + 1), next_);
  ++next_;
  port.after(options_.exponential ? exponential(options_.interval, port.random())
                                  : options_.interval);
}

void Stimulus::release(Sample sample, ClockPort& port) {
  port.order(port.topology().self, Phase::kTarget, sample);
}

std::ostream& operator<<(std::ostream& out, const Stimulus& s) {
  return RecentSamples::write(out << s.next_ << ' ', s.waiting_) << ' ' << s.heard_;
}

std::istream& operator>>(std::istream& in, Stimulus& s) {
  return RecentSamples::read(in >> s.next_, s.waiting_) >> s.heard_;
}

}  // namespace sim
