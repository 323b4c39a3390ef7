#include "sim/clocks/pipelined.h"

#include <algorithm>
#include <sstream>

namespace sim {
namespace {

// How long the input waits for a target that comes first.
Duration lead(const PipelinedClock::Options& options) {
  return {std::max<std::int64_t>(-options.target.ns, 0)};
}

}  // namespace

void PipelinedClock::hear(const Signal& signal, ClockPort& port) {
  const auto* timer = std::get_if<Timer>(&signal);
  if (timer == nullptr) return;
  if (timer->number == interval_timer_) return begin_sample(port);
  const auto due = due_.find(timer->number);
  if (due == due_.end()) return;
  const Order order = due->second;
  due_.erase(due);
  port.order(order.layer, order.phase, order.sample);
}

void PipelinedClock::begin_sample(ClockPort& port) {
  if (!port.open(next_)) return;
  const Layer layers = port.topology().layers;
  const Duration input = lead(options_);
  set(input, {Phase::kInfer, 0, next_}, port);
  set(input + options_.target, {Phase::kTarget, layers + 1, next_}, port);
  for (Layer layer = layers; layer >= 1; --layer) {
    const Duration later = options_.stagger * (layers - layer);
    set(input + options_.learn + later, {Phase::kLearn, layer, next_}, port);
  }
  ++next_;
  interval_timer_ = port.after(options_.interval);
}

void PipelinedClock::set(Duration delay, const Order& order, ClockPort& port) {
  if (delay.ns == 0) {
    port.order(order.layer, order.phase, order.sample);
  } else {
    due_[port.after(delay)] = order;
  }
}

std::size_t PipelinedClock::in_flight(const Options& options, Layer layers) {
  const Duration last = options.learn + options.stagger * (layers - 1);
  const Duration life = lead(options) + std::max(last, options.target);
  return static_cast<std::size_t>(life.ns / options.interval.ns) + 1;
}

std::string PipelinedClock::save() const {
  std::ostringstream out;
  out << next_ << ' ' << interval_timer_;
  for (const auto& [timer, order] : due_) {
    out << ' ' << timer << ' ' << static_cast<int>(order.phase) << ' ' << order.layer << ' '
        << order.sample;
  }
  return out.str();
}

void PipelinedClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  due_.clear();
  in >> next_ >> interval_timer_;
  std::uint64_t timer = 0;
  int phase = 0;
  for (Order order; in >> timer >> phase >> order.layer >> order.sample;) {
    order.phase = static_cast<Phase>(phase);
    due_[timer] = order;
  }
}

}  // namespace sim
