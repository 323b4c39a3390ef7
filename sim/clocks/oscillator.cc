#include "sim/clocks/oscillator.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace sim {
namespace {

// An oscillator that has heard nothing for so long sleeps until it does: the run can end.
constexpr int kIdleTicks = 16;

double as_double(Duration duration) { return static_cast<double>(duration.ns); }

}  // namespace

void OscillatorClock::start(ClockPort& port) {
  const double error = port.random().normal();
  const double phase = port.random().normal();
  period_ = as_double(options_.period) * (1 + options_.frequency_error_ppm * 1e-6 * error);
  next_tick_ = phase_of(port.topology().self, port) + as_double(options_.phase_error) * phase;
  next_tick_ = std::max(next_tick_, 0.0);
  schedule(port);
}

void OscillatorClock::hear(const Signal& signal, ClockPort& port) {
  if (const auto* timer = std::get_if<Timer>(&signal)) {
    if (running_ && timer->number == timer_) tick(port);
  } else if (const auto* report = std::get_if<Report>(&signal)) {
    const bool news = report->kind == ReportKind::kActive || report->kind == ReportKind::kTargeted;
    if (news && report->layer <= port.topology().layers) hear_of(report->sample, port);
  } else if (const auto* token = std::get_if<Token>(&signal)) {
    // From the source's instance the teacher's hears of a sample, all others of a tick.
    if (port.topology().self > port.topology().layers && token->from == 0) {
      hear_of(token->value, port);
    } else {
      follow(port);
    }
  }
}

void OscillatorClock::hear_of(Sample sample, ClockPort& port) {
  newest_ = std::max(newest_, sample);
  idle_ticks_ = 0;
  if (running_) return;
  const double now = static_cast<double>(port.now().ns);
  if (next_tick_ < now) next_tick_ += std::ceil((now - next_tick_) / period_) * period_;
  schedule(port);
}

void OscillatorClock::tick(ClockPort& port) {
  running_ = act(port);
  const double drift = port.random().normal();
  period_ *= 1 + options_.drift_ppm * 1e-6 * drift;
  next_tick_ += period_;
  const Layer self = port.topology().self;
  if (options_.servo_gain > 0 && self < port.topology().layers + 1) {
    port.token(static_cast<std::uint32_t>(self + 1), kNoSample);
  }
  if (running_) schedule(port);
}

// False if there is no reason to go on.
bool OscillatorClock::act(ClockPort& port) {
  const Topology topology = port.topology();
  if (topology.self == 0) {
    if (!port.present(newest_ + 1)) return false;
    ++newest_;
    port.token(static_cast<std::uint32_t>(topology.layers + 1), newest_);
    return true;
  }
  if (topology.self <= topology.layers) {
    orders_.order_through(newest_, port);
  } else if (newest_ > released_) {
    released_ = newest_;
    port.order(topology.self, Phase::kTarget, newest_);
  }
  return ++idle_ticks_ < kIdleTicks;
}

// The neighbour below ticks now: its phase differs from ours by a known amount, if all is well.
void OscillatorClock::follow(ClockPort& port) {
  if (!running_ || options_.servo_gain <= 0) return;
  const Layer self = port.topology().self;
  const double wanted =
      static_cast<double>(port.now().ns) + phase_of(self, port) - phase_of(self - 1, port);
  const double error = std::remainder(next_tick_ - wanted, as_double(options_.period));
  next_tick_ -= options_.servo_gain * error;
  schedule(port);
}

void OscillatorClock::schedule(ClockPort& port) {
  running_ = true;
  const double jitter = port.random().normal();
  const double at = next_tick_ + as_double(options_.jitter) * jitter;
  const double wait = at - static_cast<double>(port.now().ns);
  timer_ = port.after({std::max<std::int64_t>(std::llround(wait), 0)});
}

double OscillatorClock::phase_of(Layer layer, const ClockPort& port) const {
  const Layer layers = port.topology().layers;
  if (layer == 0) return 0;
  if (layer > layers) return as_double(options_.target);
  return as_double(options_.learn) + as_double(options_.stagger) * (layers - layer);
}

std::string OscillatorClock::save() const {
  std::ostringstream out;
  out << std::hexfloat << period_ << ' ' << next_tick_ << ' ' << timer_ << ' ' << running_ << ' '
      << idle_ticks_ << ' ' << newest_ << ' ' << released_ << ' ' << orders_;
  return out.str();
}

void OscillatorClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  std::string period, next_tick;  // streams cannot read back hexadecimal floating point
  in >> period >> next_tick >> timer_ >> running_ >> idle_ticks_ >> newest_ >> released_ >> orders_;
  period_ = std::strtod(period.c_str(), nullptr);
  next_tick_ = std::strtod(next_tick.c_str(), nullptr);
}

}  // namespace sim
