// A feedforward population alone: a layer of one linear unit, y = w x with w = 2 at first and a
// rate of 1, so that a difference d adds x d to w.
#pragma once

#include <limits>
#include <optional>

#include "neurons/feedforward.h"
#include "tests/neurons/actor_probe.h"
#include "tests/neurons/numbers.h"

namespace neurons {

inline constexpr sim::Time kEndOfTime{std::numeric_limits<std::int64_t>::max()};

class FeedforwardRig : public ::testing::Test {
 protected:
  static constexpr Port kAbove{0}, kLocal{1}, kReport{2}, kTransport{3};
  static constexpr LayerNumber kLayer = 2;

  struct Setting {
    std::size_t memory = 4;
    Mismatch mismatch = Mismatch::kReject;
    bool transports = true;
  };

  FeedforwardRig() { set({}); }

  void set(const Setting& setting) {
    population.emplace(
        FeedforwardOptions{kLayer, setting.memory, setting.mismatch},
        Layer<double>({LinearOptions{}, std::nullopt, SgdOptions{.learning_rate = 1}},
                      {share(column<double>({2})), share(column<double>({0})), 0}));
    FeedforwardPorts ports{kAbove, kLocal, kReport, kTransport};
    if (!setting.transports) ports.transport.reset();
    population->attach(ports);
    probe.emplace(*population, 4);
  }

  Reaction tell(Message message) { return probe->tell(std::move(message)); }
  Reaction activity(Sample sample, double x = 1) {
    const TensorPtr values = share(column<double>({x}));
    return tell(Activity{sample, kLayer - 1, 0, values, nullptr, values->digest()});
  }
  Reaction target(Sample sample, double difference = 1, std::uint64_t version = 0) {
    return tell(Target{.sample = sample,
                       .layer = kLayer,
                       .activity_version = version,
                       .values = share(column<double>({difference}))});
  }
  Reaction order(Sample sample) { return tell(sim::Order{sim::Phase::kLearn, kLayer, sample}); }
  const Weights& weights() const { return population->weights(kEndOfTime); }
  double weight() const { return weights().weights->as<double>()(0, 0); }
  std::uint64_t version() const { return weights().version; }

  std::optional<FeedforwardPopulation<double>> population;
  std::optional<ActorProbe> probe;
};

}  // namespace neurons
