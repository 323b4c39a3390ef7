#include "tools/lab/setup/clock_options.h"

#include "protocols/duration.h"

namespace lab {
namespace {

sim::Duration duration(const std::string& text) { return {protocols::parse_duration_ns(text)}; }
sim::Duration offset(const std::string& text) { return {protocols::parse_offset_ns(text)}; }

sim::ConvergenceClock::Options options_of(const protocols::Convergence& c) {
  return {.epsilon = c.epsilon(),
          .depth_factor = c.depth_factor(),
          .hold = duration(c.hold()),
          .timeout = duration(c.timeout())};
}

sim::OscillatorClock::Options options_of(const protocols::Oscillator& c) {
  return {.period = duration(c.period()),
          .target = duration(c.target()),
          .learn = duration(c.learn()),
          .stagger = duration(c.stagger()),
          .frequency_error_ppm = c.frequency_error_ppm(),
          .drift_ppm = c.drift_ppm(),
          .jitter = duration(c.jitter()),
          .phase_error = duration(c.phase_error()),
          .servo_gain = c.servo_gain()};
}

sim::WaveClock::Options options_of(const protocols::Wave& c) {
  return {duration(c.infer()), duration(c.target()), duration(c.stagger()), duration(c.learn())};
}

sim::PipelinedClock::Options options_of(const protocols::Pipelined& c) {
  return {duration(c.interval()), offset(c.target()), duration(c.learn()), duration(c.stagger())};
}

}  // namespace

sim::ClockOptions clock_options(const protocols::Experiment& experiment) {
  const protocols::Clock& c = experiment.clock();
  switch (c.scheme_case()) {
    case protocols::Clock::kLockstep:
      return sim::LockstepClock::Options{duration(c.lockstep().infer()),
                                         duration(c.lockstep().target()),
                                         duration(c.lockstep().learn())};
    case protocols::Clock::kCredit:
      return sim::CreditClock::Options{duration(c.credit().timeout())};
    case protocols::Clock::kWave:
      return options_of(c.wave());
    case protocols::Clock::kConvergence:
      return options_of(c.convergence());
    case protocols::Clock::kHandshake:
      return sim::HandshakeClock::Options{duration(c.handshake().timeout()),
                                          c.handshake().in_flight()};
    case protocols::Clock::kOscillator:
      return options_of(c.oscillator());
    case protocols::Clock::kFree:
      return sim::FreeClock::Options{duration(c.free().interval()),
                                     duration(c.free().target_after())};
    case protocols::Clock::kPoisson:
      return sim::PoissonClock::Options{duration(c.poisson().interval()),
                                        duration(c.poisson().target_after()),
                                        duration(c.poisson().learn())};
    case protocols::Clock::kPipelined:
      return options_of(c.pipelined());
    case protocols::Clock::kPlugin:
    case protocols::Clock::kRemote:
    case protocols::Clock::kQuiescence:
    case protocols::Clock::SCHEME_NOT_SET:
      break;
  }
  return sim::QuiescenceOptions{};
}

}  // namespace lab
