// What actors say to each other, as plain structs with shared payloads. message.proto mirrors
// them for what leaves the process.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "neurons/tensor.h"
#include "sim/signals.h"

namespace neurons {

using LayerNumber = sim::Layer;
using sim::Sample;

// How a target is written.
enum class Coding : std::uint8_t {
  kAbsolute,    // the target itself
  kDifference,  // gain times (target - activity): an error signal
};

// The activity of a layer; on local links with the slope of every unit.
struct Activity {
  Sample sample = sim::kNoSample;
  LayerNumber layer = 0;
  std::uint64_t version = 0;  // of the weights that made it
  TensorPtr activity;         // (units, batch)
  TensorPtr slope;            // (units, batch), f'(z); absent on feedforward links
  std::uint64_t digest = 0;   // of the activity
  sim::Stake stake = {};
  std::uint32_t nth = 0;  // how often its sender had spoken of this sample before

  template <class A>
  void archive(A& a) {
    a(sample, layer, version, activity, slope, digest, stake, nth);
  }
};

// What the first rows of a layer should have been. Units above `values` are auxiliary.
struct Target {
  Sample sample = sim::kNoSample;
  LayerNumber layer = 0;
  Coding coding = Coding::kDifference;
  std::uint64_t activity_version = 0;  // of this layer's weights, in the activity it answers
  std::uint64_t feedback_version = 0;  // of the transported weights that it came down through
  std::vector<double> gain{1.0};       // m: one for all columns, or one for each
  TensorPtr values;                    // (rows <= units, batch)
  std::uint64_t digest = 0;            // of the values
  sim::Stake stake = {};
  std::uint32_t nth = 0;   // how often its sender had spoken of this sample before
  bool delivered = false;  // to the synapses that learn from it; else on its way down

  template <class A>
  void archive(A& a) {
    a(sample, layer, coding, activity_version, feedback_version, gain, values, digest, stake, nth,
      delivered);
  }
};

// The weights of a layer on their way to its feedback population. Not local, and counted.
struct WeightTransport {
  Sample sample = sim::kNoSample;  // that caused it
  LayerNumber layer = 0;
  Weights weights;
  sim::Stake stake = {};

  template <class A>
  void archive(A& a) {
    a(sample, layer, weights, stake);
  }
};

// A population's own timer: its units move a step on, for this sample.
struct LocalStep {
  Sample sample = sim::kNoSample;
  sim::Stake stake = {};
  bool feedback = false;  // of the feedback units

  template <class A>
  void archive(A& a) {
    a(sample, stake, feedback);
  }
};

// What stood at the two ends of a layer's synapses, on its way to its feedback population, whose
// synapses lie between the same units and learn from it, too.
struct Coincidence {
  Sample sample = sim::kNoSample;  // of an update; kNoSample: of a round of rest
  LayerNumber layer = 0;
  std::uint64_t round = 0;   // rounds that its sender had rested before
  TensorPtr pre;             // (inputs, columns): activity below; at rest, noise
  TensorPtr post;            // (units, columns): post factors of the update; at rest, the drive
  std::uint64_t digest = 0;  // of post

  template <class A>
  void archive(A& a) {
    a(sample, layer, round, pre, post, digest);
  }
};

// By how much a feedback population missed the noise of a round of rest when it made it from the
// drive: back to the synapses. It answers every round.
struct Reconstruction {
  LayerNumber layer = 0;
  std::uint64_t round = 0;
  TensorPtr error;           // (inputs, columns); null: it has no weights to make it by
  std::uint64_t digest = 0;  // of error, if any

  template <class A>
  void archive(A& a) {
    a(layer, round, error, digest);
  }
};

using Message =
    std::variant<Activity, Target, WeightTransport, sim::Report, sim::Order, sim::Token, sim::Timer,
                 sim::Quiet, sim::Begin, LocalStep, Coincidence, Reconstruction>;

// The presentation that caused a data message; kNoSample for clock messages.
Sample sample_of(const Message& message);
// Kind, sample, layer and payload. Weights enter the fingerprint elsewhere.
std::uint64_t digest_of(const Message& message);
// "activity", "target", "weight_transport", "report", ...
std::string_view kind_of(const Message& message);
// What it would occupy on a wire, without framing.
std::size_t bytes_of(const Message& message);
// A synapse could not do this: weights that move to another population.
bool is_local(const Message& message);

}  // namespace neurons
