#include "sim/clocks/handshake.h"

#include <sstream>

namespace sim {
namespace {

std::uint32_t above(const ClockPort& port) {
  return static_cast<std::uint32_t>(port.topology().self + 1);
}
std::uint32_t below(const ClockPort& port) {
  return static_cast<std::uint32_t>(port.topology().self - 1);
}

}  // namespace

void HandshakeClock::start(ClockPort& port) {
  if (port.topology().self == 0) present(port);
}

void HandshakeClock::hear(const Signal& signal, ClockPort& port) {
  const Topology topology = port.topology();
  if (topology.self == 0) return at_source(signal, port);
  if (topology.self > topology.layers) return at_teacher(signal, port);
  at_layer(signal, port);
}

void HandshakeClock::at_source(const Signal& signal, ClockPort& port) {
  Sample done = timed_out(signal);
  if (const auto* token = std::get_if<Token>(&signal)) done = token->value;
  if (done == kNoSample) return;
  trips_.erase(done);
  present(port);
}

void HandshakeClock::present(ClockPort& port) {
  while (std::ssize(trips_) < options_.in_flight && port.present(next_)) {
    trips_[next_] = {};
    port.token(above(port), next_);
    // By then every layer has done without, one after the other, up and down.
    watch(next_, options_.timeout * 2 * (port.topology().layers + 1), port);
    ++next_;
  }
}

void HandshakeClock::at_teacher(const Signal& signal, ClockPort& port) {
  if (const auto* token = std::get_if<Token>(&signal)) {
    if (asked_.first(token->value)) {
      port.order(port.topology().self, Phase::kTarget, token->value);
    }
  } else if (const auto* report = std::get_if<Report>(&signal)) {
    if (report->kind == ReportKind::kTargeted) port.token(below(port), report->sample);
  }
}

void HandshakeClock::at_layer(const Signal& signal, ClockPort& port) {
  if (const auto* report = std::get_if<Report>(&signal)) hear_report(*report, port);
  if (const auto* token = std::get_if<Token>(&signal)) {
    if (token->from == below(port)) return request(token->value, port);
    const auto trip = trips_.find(token->value);
    if (trip == trips_.end()) return;
    trip->second.acknowledged = true;
    advance(token->value, port);
  }
  const Sample late = timed_out(signal);
  if (late != kNoSample) give_up(late, port);
}

void HandshakeClock::hear_report(const Report& report, ClockPort& port) {
  if (report.sample < next_ && !trips_.contains(report.sample)) return;  // done, or given up
  Trip& here = trips_[report.sample];
  if (report.kind == ReportKind::kActive) here.active = true;
  if (report.kind == ReportKind::kTargeted) orders_.order(report.sample, port);
  if (report.kind == ReportKind::kLearned) here.learned = true;
  advance(report.sample, port);
}

// Requests may overtake each other: what is missing is either late or lost, which only time tells.
void HandshakeClock::request(Sample sample, ClockPort& port) {
  for (; next_ <= sample; ++next_) {
    trips_.try_emplace(next_);
    watch(next_, options_.timeout, port);
  }
  const auto trip = trips_.find(sample);
  if (trip == trips_.end()) return;  // a copy made by the link, of a sample that is done
  trip->second.requested = true;
  advance(sample, port);
}

// The first time it goes on without activity and target, the second without an answer from above.
void HandshakeClock::give_up(Sample sample, ClockPort& port) {
  Trip& trip = trips_.at(sample);
  ++trip.timeouts;
  if (trip.timeouts == 1) {
    trip.requested = trip.active = true;
    orders_.order(sample, port);
    watch(sample, options_.timeout * (port.topology().layers + 1), port);
  } else {
    trip.learned = trip.acknowledged = true;
  }
  advance(sample, port);
}

void HandshakeClock::advance(Sample sample, ClockPort& port) {
  Trip& trip = trips_.at(sample);
  if (trip.requested && trip.active && !trip.passed_on) {
    trip.passed_on = true;
    port.token(above(port), sample);
  }
  if (!trip.learned || !trip.acknowledged) return;
  port.token(below(port), sample);
  trips_.erase(sample);
}

void HandshakeClock::watch(Sample sample, Duration timeout, ClockPort& port) {
  if (timeout.ns > 0) timers_[port.after(timeout)] = sample;
}

// The sample whose timer this is, if it is still under way.
Sample HandshakeClock::timed_out(const Signal& signal) {
  const auto* timer = std::get_if<Timer>(&signal);
  if (timer == nullptr) return kNoSample;
  const auto found = timers_.find(timer->number);
  if (found == timers_.end()) return kNoSample;
  const Sample sample = found->second;
  timers_.erase(found);
  return trips_.contains(sample) ? sample : kNoSample;
}

std::string HandshakeClock::save() const {
  std::ostringstream out;
  out << next_ << ' ' << orders_ << ' ' << asked_ << ' ' << trips_.size();
  for (const auto& [sample, t] : trips_) {
    out << ' ' << sample << ' ' << t.requested << ' ' << t.active << ' ' << t.passed_on << ' '
        << t.learned << ' ' << t.acknowledged << ' ' << t.timeouts;
  }
  for (const auto& [timer, sample] : timers_) out << ' ' << timer << ' ' << sample;
  return out.str();
}

void HandshakeClock::load(std::string_view state) {
  std::istringstream in{std::string(state)};
  trips_.clear();
  timers_.clear();
  std::size_t count = 0;
  in >> next_ >> orders_ >> asked_ >> count;
  Sample sample = 0;
  for (Trip t; count > 0; --count) {
    in >> sample >> t.requested >> t.active >> t.passed_on >> t.learned >> t.acknowledged >>
        t.timeouts;
    trips_[sample] = t;
  }
  for (std::uint64_t timer = 0; in >> timer >> sample;) timers_[timer] = sample;
}

}  // namespace sim
