// The clock: the bounds of every scheme's parameters.
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "protocols/address.h"
#include "protocols/bad_input.h"
#include "protocols/duration.h"
#include "protocols/validate_parts.h"

namespace protocols {
namespace {

void check(const Lockstep& clock, Checks& checks) {
  checks.duration("clock.lockstep.infer", clock.infer(), 1);
  checks.duration("clock.lockstep.target", clock.target(), 1);
  checks.duration("clock.lockstep.learn", clock.learn(), 1);
}

void check(const Wave& clock, Checks& checks) {
  checks.duration("clock.wave.infer", clock.infer(), 1);
  checks.duration("clock.wave.target", clock.target(), 1);
  checks.duration("clock.wave.stagger", clock.stagger(), 0);
  checks.duration("clock.wave.learn", clock.learn(), 1);
}

void check(const Convergence& clock, Checks& checks) {
  checks.zero_or_more("clock.convergence.epsilon", clock.epsilon());
  checks.above_zero("clock.convergence.depth_factor", clock.depth_factor());
  checks.duration("clock.convergence.hold", clock.hold(), 1);
  checks.duration("clock.convergence.timeout", clock.timeout(), 0);
}

void check(const Handshake& clock, Checks& checks) {
  checks.duration("clock.handshake.timeout", clock.timeout(), 0);
}

void check(const Oscillator& clock, Checks& checks) {
  checks.duration("clock.oscillator.period", clock.period(), 1);
  checks.duration("clock.oscillator.target", clock.target(), 0);
  checks.duration("clock.oscillator.learn", clock.learn(), 0);
  checks.duration("clock.oscillator.stagger", clock.stagger(), 0);
  checks.duration("clock.oscillator.jitter", clock.jitter(), 0);
  checks.duration("clock.oscillator.phase_error", clock.phase_error(), 0);
  checks.zero_or_more("clock.oscillator.frequency_error_ppm", clock.frequency_error_ppm());
  checks.zero_or_more("clock.oscillator.drift_ppm", clock.drift_ppm());
  // A frequency that may turn negative is no oscillator's.
  const char* hint = "parts per million: 100 is a poor quartz";
  checks.require(clock.frequency_error_ppm() <= 1e5, "clock.oscillator.frequency_error_ppm",
                 "must be at most 100000", hint);
  checks.require(clock.drift_ppm() <= 1e5, "clock.oscillator.drift_ppm", "must be at most 100000",
                 hint);
  checks.zero_to_one("clock.oscillator.servo_gain", clock.servo_gain());
}

void check(const Free& clock, Checks& checks) {
  checks.duration("clock.free.interval", clock.interval(), 1);
  checks.duration("clock.free.target_after", clock.target_after(), 0);
}

void check(const Poisson& clock, Checks& checks) {
  checks.duration("clock.poisson.interval", clock.interval(), 1);
  checks.duration("clock.poisson.target_after", clock.target_after(), 0);
  checks.duration("clock.poisson.learn", clock.learn(), 1);
}

void check(const Pipelined& clock, Checks& checks) {
  checks.offset("clock.pipelined.target", clock.target());
  checks.duration("clock.pipelined.stagger", clock.stagger(), 0);
  const bool known = checks.duration("clock.pipelined.interval", clock.interval(), 1) &&
                     checks.duration("clock.pipelined.learn", clock.learn(), 0);
  if (!known) return;
  const bool few = parse_duration_ns(clock.learn()) / parse_duration_ns(clock.interval()) < 1000;
  checks.require(
      few, "clock.pipelined.interval",
      "keeps more than 1000 samples in flight until they are learned",
      "populations know the last 1024 samples; make the interval longer or learn shorter");
}

// Which names and values there are, the clock itself knows; that is checked where it is met.
template <class Parameters>
void check_parameters(const char* scheme, const Parameters& parameters, Checks& checks) {
  std::set<std::string> seen;
  for (int i = 0; i < parameters.size(); ++i) {
    const std::string path = fmt::format("clock.{}.parameter[{}]", scheme, i);
    const std::string& name = parameters[i].name();
    checks.require(!name.empty(), path + ".name", "is missing");
    checks.require(parameters[i].has_value(), path + ".value", "is missing");
    checks.require(name.empty() || seen.insert(name).second, path + ".name",
                   fmt::format("the parameter '{}' is given twice", name));
  }
}

void check(const Plugin& clock, Checks& checks) {
  const bool zero = clock.library().find('\0') != std::string::npos;
  checks.require(!clock.library().empty() && !zero, "clock.plugin.library", "is missing",
                 "the shared library, for example \"./libmine.so\"");
  check_parameters("plugin", clock.parameter(), checks);
}

void check_address(const Remote& clock, Checks& checks) {
  const char* path = "clock.remote.address";
  if (clock.address().empty()) {
    checks.require(false, path, "is missing", "where the clock listens: \"127.0.0.1:4000\"");
    return;
  }
  try {
    const bool allowed = parse_address(clock.address()).is_local() || clock.allow_remote_host();
    checks.require(allowed, path, fmt::format("'{}' is not this machine", clock.address()),
                   "allow_remote_host: true allows it; nothing is encrypted, and nobody is asked "
                   "who they are");
  } catch (const BadInput& problem) {
    checks.require(false, path, problem.what());
  }
}

void check(const Remote& clock, Checks& checks) {
  check_address(clock, checks);
  constexpr std::int64_t kMillisecond = 1'000'000;  // what poll() counts in
  checks.duration("clock.remote.connect_timeout", clock.connect_timeout(), kMillisecond);
  checks.duration("clock.remote.reply_timeout", clock.reply_timeout(), kMillisecond);
  check_parameters("remote", clock.parameter(), checks);
}

}  // namespace

void check_clock(const Clock& clock, Checks& checks) {
  checks.chosen("clock", clock);
  if (clock.has_lockstep()) check(clock.lockstep(), checks);
  if (clock.has_credit()) {
    checks.duration("clock.credit.timeout", clock.credit().timeout(), 0);
  }
  if (clock.has_wave()) check(clock.wave(), checks);
  if (clock.has_convergence()) check(clock.convergence(), checks);
  if (clock.has_handshake()) check(clock.handshake(), checks);
  if (clock.has_oscillator()) check(clock.oscillator(), checks);
  if (clock.has_free()) check(clock.free(), checks);
  if (clock.has_poisson()) check(clock.poisson(), checks);
  if (clock.has_pipelined()) check(clock.pipelined(), checks);
  if (clock.has_plugin()) check(clock.plugin(), checks);
  if (clock.has_remote()) check(clock.remote(), checks);
}

}  // namespace protocols
