// What every shipped clock must do, in a network of fake layers whose links are ideal, slow,
// jittered or faulty. A new clock adds one line to kClocks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>

#include "sim/clocks/catalogue.h"
#include "tests/sim/fake_network.h"

namespace sim {
namespace {

constexpr Duration us(std::int64_t count) { return {count * 1'000}; }

struct ShippedClock {
  std::string name;
  ClockOptions options;
};

const ShippedClock kClocks[] = {
    {"quiescence", QuiescenceOptions{}},
    {"credit", CreditClock::Options{.timeout = us(50'000)}},
    {"lockstep", LockstepClock::Options{}},
    {"wave", WaveClock::Options{}},
    {"convergence", ConvergenceClock::Options{}},
    {"handshake", HandshakeClock::Options{.timeout = us(20'000), .in_flight = 3}},
    {"oscillator", OscillatorClock::Options{.frequency_error_ppm = 5'000,
                                            .drift_ppm = 100,
                                            .jitter = us(3),
                                            .phase_error = us(10),
                                            .servo_gain = 0.1}},
    {"free", FreeClock::Options{.target_after = us(20)}},
    {"poisson", PoissonClock::Options{}},
    {"pipelined", PipelinedClock::Options{.target = us(-20), .stagger = us(10)}},
};

// Some are too slow for some clocks: then layers miss, and the contract holds all the same.
struct Links {
  std::string name;
  fake::Laws laws;
};

const Links kLinks[] = {
    {"Ideal", {}},
    {"Slow", {{.delay = ConstantDelay{us(50)}}, {.delay = ConstantDelay{us(20)}}}},
    {"SlowReports", {{.delay = ConstantDelay{us(1)}}, {.delay = ConstantDelay{us(300)}}}},
    {"Jittered", {{.delay = LognormalDelay{us(30), 1}}, {.delay = UniformDelay{us(0), us(40)}}}},
    {"Duplicating",
     {{.delay = ExponentialDelay{us(20)}, .duplicate = 0.3},
      {.delay = ExponentialDelay{us(5)}, .duplicate = 0.3}}},
    {"LosingData", {{.delay = NormalDelay{us(9), us(9)}, .loss = 0.2}, {}}},
};

using Case = std::tuple<ShippedClock, Links, Layer>;

constexpr Sample kSamples = 20;

class ClockContract : public testing::TestWithParam<Case> {
 protected:
  const ShippedClock& shipped() const { return std::get<0>(GetParam()); }
  const fake::Laws& laws() const { return std::get<1>(GetParam()).laws; }
  Layer layers() const { return std::get<2>(GetParam()); }
  ClockTraits traits() const { return info_of(shipped().options).traits; }
  // An instance that never heard of a sample cannot order it.
  bool orders_everything() const { return !traits().per_layer || laws().data.loss == 0; }

  std::unique_ptr<fake::Network> network(const fake::Network::Make& make,
                                         Sample samples = kSamples) const {
    return std::make_unique<fake::Network>(Topology{.layers = layers(), .samples = samples}, laws(),
                                           make, traits());
  }
  fake::Network::Make shipped_clock() const {
    return [this] { return make_clock(shipped().options); };
  }

  // After a run to its end. Impossible orders throw.
  std::unique_ptr<fake::Network> after_run(const fake::Network::Make& make) const {
    auto out = network(make);
    EXPECT_TRUE(out->run()) << "does not end; " << out->clock_actor->waiting_for();
    return out;
  }
  std::unique_ptr<fake::Network> after_run() const { return after_run(shipped_clock()); }
};

TEST_P(ClockContract, PresentsEverySampleOnceInOrder) {
  const auto network = after_run();
  std::vector<Sample> expected(kSamples);
  std::iota(expected.begin(), expected.end(), Sample{0});
  EXPECT_EQ(network->presented, expected);
  EXPECT_EQ(network->ledger.presented(), static_cast<std::uint64_t>(kSamples));
}

TEST_P(ClockContract, GivesNoOrderTwiceAndWhereItCanKnowOneForEveryLayerAndSample) {
  const auto network = after_run();
  std::map<std::string, int> times;
  for (const auto& [at, order] : network->ordered) {
    const std::string text =
        fmt::format("{} {} of {}", name_of(order.phase), order.layer, order.sample);
    EXPECT_EQ(++times[text], 1) << text;
  }
  EXPECT_LE(std::ssize(times), kSamples * (layers() + 2));
  if (traits().per_layer) return;
  for (Sample sample = 0; sample < kSamples; ++sample) {
    EXPECT_EQ(times[fmt::format("infer 0 of {}", sample)], 1);
    EXPECT_EQ(times[fmt::format("target {} of {}", layers() + 1, sample)], 1);
    for (Layer layer = 1; layer <= layers(); ++layer) {
      EXPECT_EQ(times[fmt::format("learn {} of {}", layer, sample)], 1);
    }
  }
}

TEST_P(ClockContract, ClosesTheLedgerOfEveryLayer) {
  const auto network = after_run();
  EXPECT_TRUE(network->in_flight.all_quiet());
  if (!orders_everything()) network->ledger.close();
  for (const LayerLedger& layer : network->ledger.layers()) {
    EXPECT_EQ(layer.closed(), static_cast<std::uint64_t>(kSamples));
  }
}

TEST_P(ClockContract, GivesTheSameOrdersForTheSameSeed) {
  const auto a = after_run(), b = after_run();
  EXPECT_EQ(a->ordered, b->ordered);
  EXPECT_EQ(a->fingerprint.value_with(0), b->fingerprint.value_with(0));
}

TEST_P(ClockContract, EndsWithoutSamples) {
  const auto none = network(shipped_clock(), 0);
  EXPECT_TRUE(none->run());
  EXPECT_TRUE(none->ordered.empty());
}

TEST_P(ClockContract, EndsSoonWhenTheRunIsToEnd) {
  const auto ending = network(shipped_clock());
  while (ending->clock_actor->presented() < 3) ASSERT_TRUE(ending->engine.run_window());
  ending->clock_actor->stop_presenting();
  EXPECT_TRUE(ending->run());
  EXPECT_EQ(ending->presented.size(), 3u);
  if (orders_everything()) {
    EXPECT_EQ(ending->ledger.steps(), 3u);
  }
}

// Saved and loaded before every signal, into a new clock or into itself.
class Restored final : public PhaseClock {
 public:
  Restored(ClockOptions options, bool fresh) : options_(options), fresh_(fresh) {}
  std::string_view name() const override { return clock_->name(); }
  void start(ClockPort& port) override { clock_->start(port); }
  void hear(const Signal& signal, ClockPort& port) override {
    const std::string state = clock_->save();
    if (fresh_) clock_ = make_clock(options_);
    clock_->load(state);
    EXPECT_EQ(clock_->save(), state);
    clock_->hear(signal, port);
  }
  std::string save() const override { return clock_->save(); }
  void load(std::string_view state) override { clock_->load(state); }

 private:
  ClockOptions options_;
  bool fresh_;
  std::unique_ptr<PhaseClock> clock_ = make_clock(options_);
};

TEST_P(ClockContract, SavingAndLoadingChangesNothing) {
  const auto plain = after_run();
  for (const bool fresh : {false, true}) {
    const auto restored =
        after_run([&] { return std::make_unique<Restored>(shipped().options, fresh); });
    EXPECT_EQ(restored->ordered, plain->ordered);
    EXPECT_EQ(restored->fingerprint.value_with(0), plain->fingerprint.value_with(0));
  }
}

std::string name_of_case(const testing::TestParamInfo<Case>& tested) {
  const auto& [shipped, links, layers] = tested.param;
  return shipped.name + links.name + std::to_string(layers);
}

INSTANTIATE_TEST_SUITE_P(All, ClockContract,
                         testing::Combine(testing::ValuesIn(kClocks), testing::ValuesIn(kLinks),
                                          testing::Values(1, 3)),
                         name_of_case);

TEST(ClockCatalogue, IsTheListThatIsTestedHere) {
  ASSERT_EQ(std::size(kClocks), shipped_clocks().size());
  for (std::size_t i = 0; i < std::size(kClocks); ++i) {
    EXPECT_EQ(kClocks[i].name, shipped_clocks()[i].name);
    EXPECT_EQ(kClocks[i].name, info_of(kClocks[i].options).name);
    EXPECT_EQ(kClocks[i].name, make_clock(kClocks[i].options)->name());
    EXPECT_GE(in_flight_of(kClocks[i].options, 3), 1u);
  }
}

// Whoever gives orders by an oracle has the whole network learn, however the links are.
TEST(QuiescenceInANetwork, LearnsEverySampleAtEveryLayerWhenNothingIsLost) {
  for (const Links& links : kLinks) {
    if (links.laws.data.loss > 0) continue;
    fake::Network network({.layers = 3, .samples = kSamples}, links.laws,
                          make_clock(QuiescenceOptions{}), true);
    EXPECT_TRUE(network.run());
    for (const LayerLedger& layer : network.ledger.layers()) {
      EXPECT_EQ(layer.learned, static_cast<std::uint64_t>(kSamples)) << links.name;
      EXPECT_EQ(layer.mismatched, 0u) << links.name;
    }
  }
}

}  // namespace
}  // namespace sim
