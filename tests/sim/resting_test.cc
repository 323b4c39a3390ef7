// Rest phases around a lockstep clock, by hand: two layers, 1 round before the first sample, 2
// after every second one. Then around every clock that serves all layers, in networks of fake
// layers.
#include "sim/clocks/resting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/clocks/catalogue.h"
#include "tests/sim/fake_network.h"
#include "tests/sim/fake_port.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr LockstepClock::Options kOptions{.infer = {10}, .target = {20}, .learn = {5}};

class RestingTest : public testing::Test {
 protected:
  using Lines = std::vector<std::string>;

  explicit RestingTest(const RestOptions& rest = {.before = 1, .rounds = 2, .every = 2})
      : clock(std::make_unique<LockstepClock>(kOptions), rest) {}

  Lines start() {
    clock.start(port);
    return port.take();
  }
  Lines hear(const Signal& signal) {
    clock.hear(signal, port);
    return port.take();
  }
  Lines rested(Layer layer) { return hear(Report{ReportKind::kRested, layer, kNoSample}); }
  // Through one sample of the lockstep clock, whose timers are the next three.
  Lines sample() {
    hear(Timer{timer++});
    hear(Timer{timer++});
    return hear(Timer{timer++});
  }

  RestingClock clock;
  FakePort port{{.layers = 2, .samples = 5}};
  std::uint64_t timer = 0;
};

TEST_F(RestingTest, RestsBeforeTheFirstSample) {
  EXPECT_THAT(start(), ElementsAre("rest 1 of -1", "rest 2 of -1"));
  EXPECT_THAT(rested(2), IsEmpty());
  EXPECT_THAT(rested(2), IsEmpty());  // a copy
  EXPECT_THAT(rested(1), ElementsAre("present 0", "wait 10"));
}

TEST_F(RestingTest, RestsAfterEverySoManySamplesAndHoldsBackWhatBelongsToTheNext) {
  start();
  rested(1), rested(2);
  EXPECT_THAT(sample(), ElementsAre("present 1", "wait 10"));
  EXPECT_THAT(sample(), ElementsAre("rest 1 of -1", "rest 2 of -1"));
  rested(1);
  EXPECT_THAT(rested(2), ElementsAre("rest 1 of -1", "rest 2 of -1"));
  rested(1);
  EXPECT_THAT(rested(2), ElementsAre("present 2", "wait 10"));
  EXPECT_THAT(sample(), ElementsAre("present 3", "wait 10"));
}

TEST_F(RestingTest, LateReportsOfRestDisturbNobody) {
  start();
  rested(1), rested(2);
  EXPECT_THAT(rested(1), IsEmpty());
  EXPECT_THAT(hear(Timer{0}), ElementsAre("target 3 of 0", "wait 20"));
}

class RestingWithATimeout : public RestingTest {
 protected:
  RestingWithATimeout() : RestingTest({.before = 2, .timeout = {100}}) {}
};

TEST_F(RestingWithATimeout, GivesUpARoundThatLastsTooLong) {
  EXPECT_THAT(start(), ElementsAre("rest 1 of -1", "rest 2 of -1", "wait 100"));
  EXPECT_THAT(hear(Timer{0}), ElementsAre("rest 1 of -1", "rest 2 of -1", "wait 100"));
  rested(1);
  EXPECT_THAT(rested(2), ElementsAre("present 0", "wait 10"));
  EXPECT_THAT(hear(Timer{1}), IsEmpty());  // of the round that ended in time
  EXPECT_THAT(hear(Timer{2}), ElementsAre("target 3 of 0", "wait 20"));
}

class Never : public RestingTest {
 protected:
  Never() : RestingTest({}) {}
};

TEST_F(Never, IsTheClockInside) {
  EXPECT_THAT(start(), ElementsAre("present 0", "wait 10"));
  EXPECT_THAT(sample(), ElementsAre("present 1", "wait 10"));
  EXPECT_EQ(clock.name(), "lockstep");
}

constexpr Duration us(std::int64_t count) { return {count * 1'000}; }
constexpr Sample kSamples = 20;
constexpr RestOptions kRest{.before = 3, .rounds = 2, .every = 5};

// Saved, and loaded into a new one, before every signal.
class Restored final : public PhaseClock {
 public:
  explicit Restored(const ClockOptions& options) : options_(options) {}
  std::string_view name() const override { return clock_->name(); }
  void start(ClockPort& port) override { clock_->start(port); }
  void hear(const Signal& signal, ClockPort& port) override {
    const std::string state = clock_->save();
    clock_ = made();
    clock_->load(state);
    EXPECT_EQ(clock_->save(), state);
    clock_->hear(signal, port);
  }
  std::string save() const override { return clock_->save(); }
  void load(std::string_view state) override { clock_->load(state); }

 private:
  std::unique_ptr<PhaseClock> made() const {
    return std::make_unique<RestingClock>(make_clock(options_), kRest);
  }
  ClockOptions options_;
  std::unique_ptr<PhaseClock> clock_ = made();
};

class RestingAround : public testing::TestWithParam<ClockOptions> {
 protected:
  std::unique_ptr<fake::Network> after_run(const fake::Network::Make& make) const {
    auto out = std::make_unique<fake::Network>(
        Topology{.layers = 3, .samples = kSamples},
        fake::Laws{{.delay = ExponentialDelay{us(9)}}, {.delay = ExponentialDelay{us(2)}}}, make,
        info_of(GetParam()).traits);
    EXPECT_TRUE(out->run()) << "does not end; " << out->clock_actor->waiting_for();
    return out;
  }
  std::unique_ptr<fake::Network> after_run() const {
    return after_run(
        [this] { return std::make_unique<RestingClock>(make_clock(GetParam()), kRest); });
  }
};

TEST_P(RestingAround, GivesEveryLayerItsRoundsAndClosesTheLedger) {
  const auto network = after_run();
  const auto rests = std::ranges::count_if(
      network->ordered, [](const auto& given) { return given.order.phase == Phase::kRest; });
  EXPECT_EQ(rests, 3 * (3 + 2 * 3));  // 3 before, and 2 after samples 5, 10 and 15
  EXPECT_EQ(std::ssize(network->presented), kSamples);
  for (const LayerLedger& layer : network->ledger.layers()) {
    EXPECT_EQ(layer.closed(), static_cast<std::uint64_t>(kSamples));
  }
}

TEST_P(RestingAround, PresentsNothingDuringARest) {
  const auto network = after_run();
  Time last{-1, 0};
  for (const auto& [at, order] : network->ordered) {
    if (order.phase == Phase::kRest) last = at;
    if (order.phase == Phase::kInfer) {
      EXPECT_GT(at, last);
    }
  }
}

TEST_P(RestingAround, SavingAndLoadingChangesNothing) {
  const auto plain = after_run();
  const auto restored = after_run([this] { return std::make_unique<Restored>(GetParam()); });
  EXPECT_EQ(restored->ordered, plain->ordered);
  EXPECT_EQ(restored->fingerprint.value_with(0), plain->fingerprint.value_with(0));
}

INSTANTIATE_TEST_SUITE_P(All, RestingAround,
                         testing::Values(QuiescenceOptions{},
                                         CreditClock::Options{.timeout = us(50'000)},
                                         LockstepClock::Options{}, WaveClock::Options{},
                                         ConvergenceClock::Options{}, PipelinedClock::Options{}),
                         [](const auto& tested) {
                           return std::string(info_of(tested.param).name);
                         });

TEST(RestingAroundClocks, AreAllThatServeEveryLayer) {
  for (const ClockInfo& info : shipped_clocks()) {
    const bool here =
        std::string_view("quiescence credit lockstep wave convergence pipelined").find(info.name) !=
        std::string_view::npos;
    EXPECT_EQ(here, !info.traits.per_layer) << info.name;
  }
}

}  // namespace
}  // namespace sim
