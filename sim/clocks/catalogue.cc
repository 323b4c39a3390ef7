#include "sim/clocks/catalogue.h"

#include <algorithm>

#include "sim/clocks/quiescence.h"

namespace sim {
namespace {

constexpr Parameter kCreditParameters[] = {
    {"timeout", "duration", "0ns", "a phase that lasts longer is given up; 0: never"},
};
constexpr Parameter kLockstepParameters[] = {
    {"infer", "duration", "100us", "from the presentation to the release of the target"},
    {"target", "duration", "100us", "from the release of the target to the learn orders"},
    {"learn", "duration", "10us", "from the learn orders to the next presentation"},
};
constexpr Parameter kWaveParameters[] = {
    {"infer", "duration", "100us", "from the presentation to the release of the target"},
    {"target", "duration", "50us", "from the release of the target to the top's learn order"},
    {"stagger", "duration", "10us", "from a layer's learn order to that of the layer below"},
    {"learn", "duration", "10us", "from the lowest layer's learn order to the next presentation"},
};
constexpr Parameter kConvergenceParameters[] = {
    {"epsilon", "", "1e-3", "relative change that counts as movement, at the top"},
    {"depth_factor", "", "1", "epsilon is multiplied by it for every layer below the top"},
    {"hold", "duration", "30us", "without a movement for so long a layer is settled"},
    {"timeout", "duration", "10ms", "a phase that lasts longer is given up; 0: never"},
};
constexpr Parameter kHandshakeParameters[] = {
    {"timeout", "duration", "0ns", "wait for a sample before doing without; 0: for ever"},
    {"in_flight", "samples", "1", "let in before the first is acknowledged"},
};
constexpr Parameter kOscillatorParameters[] = {
    {"period", "duration", "250us", "nominal, of every oscillator"},
    {"target", "duration", "100us", "phase of the teacher's ticks; the source's is 0"},
    {"learn", "duration", "180us", "phase of the top's ticks"},
    {"stagger", "duration", "0ns", "each layer below ticks so much later"},
    {"frequency_error_ppm", "ppm", "0", "standard deviation over the oscillators"},
    {"drift_ppm", "ppm", "0", "standard deviation of the change of frequency per period"},
    {"jitter", "duration", "0ns", "standard deviation of every tick"},
    {"phase_error", "duration", "0ns", "standard deviation of the phase over the oscillators"},
    {"servo_gain", "", "0", "part of the phase error to the layer below taken out per tick"},
};
constexpr Parameter kFreeParameters[] = {
    {"interval", "duration", "100us", "from one presentation to the next"},
    {"target_after", "duration", "0ns", "from a presentation to the release of its target"},
};
constexpr Parameter kPoissonParameters[] = {
    {"interval", "duration", "200us", "from one presentation to the next, mean"},
    {"target_after", "duration", "0ns", "from a presentation to the release of its target"},
    {"learn", "duration", "50us", "until a layer's next moment to learn, mean"},
};
constexpr Parameter kPipelinedParameters[] = {
    {"interval", "duration", "50us", "from one input to the next"},
    {"target", "duration", "100us", "from input to target; negative: the target comes first"},
    {"learn", "duration", "150us", "from the input to the learn order of the top"},
    {"stagger", "duration", "0ns", "each layer below learns so much later"},
};

constexpr std::string_view kByTimeAlone =
    "one at a time, by the time alone: what an order causes may still be under way at the next";
constexpr std::string_view kWithoutWaiting =
    "source and teacher wait for nothing: a target may be released before the activity is up, and "
    "several samples may be under way";

// In the order of the alternatives of ClockOptions.
constexpr ClockInfo kClocks[] = {
    {.name = "quiescence",
     .text =
         "The ideal clock. It presents a sample, waits until nothing of it is in flight, has the "
         "target released, waits again, lets every layer learn, and goes on when all have. It is "
         "an oracle: it sees the event queue, which no message told it, and is marked non-local.",
     .parameters = {},
     .traits = {.oracle = true},
     .orders = {.infer =
                    "once all layers have learned the sample before and nothing of it is in flight",
                .target = "once nothing of the presentation is in flight",
                .learn = "all at one moment, once nothing of the target is in flight",
                .samples = "one at a time, phase after phase: each begins when the one before has "
                           "come to its end"}},
    {.name = "credit",
     .text =
         "What quiescence knows, by messages only. Every order gives out a stake; whoever sends "
         "messages on splits what it got among them, whoever does not gives it back to the clock. "
         "When all of it is back, the phase has settled: credit distribution and recovery (Mattern "
         "1989). Never early, and late by the delays of its own messages. A lost message takes "
         "its stake with it, so with loss it needs a timeout; reports that a link duplicates are "
         "counted twice.",
     .parameters = kCreditParameters,
     .traits = {.stakes = true},
     .orders = {.infer = "once all stakes of the learn orders before are back",
                .target = "once the whole stake of the presentation is back",
                .learn = "all at one moment, once the whole stake of the target is back",
                .samples = "one at a time, phase after phase; one that outlasts `timeout` is given "
                           "up, and what is late meets the next"}},
    {.name = "lockstep",
     .text = "A metronome. Infer, target and learn last fixed times, whatever the layers do. With "
             "times "
             "that are too short for the delays of the links, targets come late: updates are "
             "missed, or "
             "meet the target of an earlier sample.",
     .parameters = kLockstepParameters,
     .orders = {.infer = "`learn` after the learn orders of the sample before",
                .target = "`infer` after the order to present",
                .learn = "all at one moment, `target` after the target is ordered",
                .samples = kByTimeAlone}},
    {.name = "wave",
     .text =
         "Lockstep with a stagger: the order to learn travels down the layers as a pulse, from the "
         "top, where targets come first. It needs less time than lockstep for the same network, as "
         "long as the pulse is not faster than the targets.",
     .parameters = kWaveParameters,
     .orders = {.infer = "`learn` after layer 1 was ordered to learn the sample before",
                .target = "`infer` after the order to present",
                .learn =
                    "the top `target` after the target is ordered, each one below `stagger` later",
                .samples = kByTimeAlone}},
    {.name = "convergence",
     .text =
         "A layer is settled when what it reports has not moved by more than epsilon for a while. "
         "When all activities are settled the target is released; each layer learns as soon as its "
         "own target is settled. Made for leaky populations, which speak several times; it takes a "
         "long silence for peace.",
     .parameters = kConvergenceParameters,
     .orders = {.infer = "with the last learn order of the sample before, which need not have been "
                         "carried out",
                .target = "once the activities of all layers have settled",
                .learn = "each by itself, once its own target has settled",
                .samples = "one at a time; settled is what has not moved for `hold`, or is given "
                           "up after `timeout`: what comes later meets the next phase"}},
    {.name = "handshake",
     .text =
         "Self-timed, without a global clock: an instance at every layer, which speaks with its "
         "neighbours only. A request goes up when a layer has its activity, the teacher answers "
         "the "
         "top's with the label, a layer learns when its target has come, and an acknowledgement "
         "goes down when it and all above have learned. Without a timeout, a lost message is a "
         "deadlock.",
     .parameters = kHandshakeParameters,
     .traits = {.per_layer = true},
     .orders = {.infer = "while fewer than `in_flight` samples are not acknowledged",
                .target =
                    "when a request is up, which each layer passes on once it has its activity",
                .learn = "each by itself, once its own target has come",
                .samples =
                    "up to `in_flight` at a time; of one, the target waits for all activities, and "
                    "each layer for its own target; who has waited for `timeout` goes on without"}},
    {.name = "oscillator",
     .text =
         "Every layer, the source and the teacher have an oscillator of their own, with frequency "
         "error, drift, jitter and phase. At every tick the source presents, the teacher releases "
         "the newest target, and a layer learns what it has, whatever the others do. With a servo "
         "each follows the neighbour below it.",
     .parameters = kOscillatorParameters,
     .traits = {.per_layer = true},
     .orders =
         {.infer = "at every tick of the source's oscillator",
          .target =
              "at a tick of the teacher's oscillator, for the newest sample it has heard of; those "
              "skipped get no target",
          .learn = "each at its own ticks, every sample up to the newest it has heard of",
          .samples = "nothing is waited for: a learn order may come before its target, and "
                     "several samples may be under way"}},
    {.name = "free",
     .text =
         "No clock: samples come at intervals, and a layer learns whenever a target arrives, from "
         "whatever activity it has. When samples come faster than targets, activities are "
         "overwritten before their targets arrive, unless the populations have memory.",
     .parameters = kFreeParameters,
     .traits = {.per_layer = true},
     .orders = {.infer = "every `interval`",
                .target = "`target_after` after the teacher's clock has heard of the sample",
                .learn = "each by itself, when its target has come; without one, when its memory "
                         "lets go of the sample",
                .samples = kWithoutWaiting}},
    {.name = "poisson",
     .text =
         "Samples come, and layers learn, at random times: a Poisson process at the source and one "
         "at every layer, which know nothing of each other.",
     .parameters = kPoissonParameters,
     .traits = {.per_layer = true},
     .orders = {.infer = "at random times, `interval` apart in the mean",
                .target = "`target_after` after the teacher's clock has heard of the sample",
                .learn = "each at random times of its own, `learn` apart in the mean: every sample "
                         "up to the newest whose target has come, or that its memory has let go of",
                .samples = kWithoutWaiting}},
    {.name = "pipelined",
     .text =
         "Several samples in flight: a new one at every interval, each with its own fixed times "
         "for "
         "target and learning. The target may come before its input. The populations remember as "
         "many samples as are in flight; weights change while later samples are under way, so "
         "updates are stale.",
     .parameters = kPipelinedParameters,
     .orders = {.infer = "every `interval`",
                .target = "`target` after the order to present, before it if that is negative",
                .learn =
                    "the top `learn` after the order to present, each one below `stagger` later",
                .samples = "nothing is waited for: each sample has these times of its own, however "
                           "many are under way"}},
};

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

constexpr std::size_t kUnboundedInFlight = 4;  // nobody knows how many: room for a few

}  // namespace

std::span<const ClockInfo> shipped_clocks() { return kClocks; }

std::unique_ptr<PhaseClock> make_clock(const ClockOptions& options) {
  using Made = std::unique_ptr<PhaseClock>;
  return std::visit(
      overloaded{
          [](const QuiescenceOptions&) -> Made { return std::make_unique<QuiescenceClock>(); },
          [](const CreditClock::Options& o) -> Made { return std::make_unique<CreditClock>(o); },
          [](const LockstepClock::Options& o) -> Made {
            return std::make_unique<LockstepClock>(o);
          },
          [](const WaveClock::Options& o) -> Made { return std::make_unique<WaveClock>(o); },
          [](const ConvergenceClock::Options& o) -> Made {
            return std::make_unique<ConvergenceClock>(o);
          },
          [](const HandshakeClock::Options& o) -> Made {
            return std::make_unique<HandshakeClock>(o);
          },
          [](const OscillatorClock::Options& o) -> Made {
            return std::make_unique<OscillatorClock>(o);
          },
          [](const FreeClock::Options& o) -> Made { return std::make_unique<FreeClock>(o); },
          [](const PoissonClock::Options& o) -> Made { return std::make_unique<PoissonClock>(o); },
          [](const PipelinedClock::Options& o) -> Made {
            return std::make_unique<PipelinedClock>(o);
          }},
      options);
}

const ClockInfo& info_of(const ClockOptions& options) { return kClocks[options.index()]; }

std::size_t in_flight_of(const ClockOptions& options, Layer layers) {
  return std::visit(
      overloaded{
          [](const HandshakeClock::Options& o) {
            return static_cast<std::size_t>(std::max<std::int64_t>(o.in_flight, 1));
          },
          [&](const PipelinedClock::Options& o) { return PipelinedClock::in_flight(o, layers); },
          [](const FreeClock::Options&) { return kUnboundedInFlight; },
          [](const PoissonClock::Options&) { return kUnboundedInFlight; },
          [](const auto&) { return std::size_t{1}; }},
      options);
}

}  // namespace sim
