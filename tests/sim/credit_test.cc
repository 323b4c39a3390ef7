// The credit clock by hand; then beside quiescence: on links without loss it is never early, and
// late by no more than the delays of its own messages.
#include "sim/clocks/credit.h"

#include "sim/clocks/quiescence.h"
#include "tests/sim/clock_rig.h"
#include "tests/sim/fake_network.h"

namespace sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CreditTest : public testing::Test {
 protected:
  std::vector<std::string> back(int halvings, Phase phase, Sample sample = 0) {
    return rig.hear(Report{
        .kind = ReportKind::kReturned, .layer = 1, .sample = sample, .stake = {halvings, phase}});
  }
  ClockRig<CreditClock> rig{{}, {.layers = 2, .samples = 2}};
};

TEST_F(CreditTest, GoesOnWhenTheWholeStakeOfAPhaseIsBack) {
  EXPECT_THAT(rig.start(), ElementsAre("present 0"));
  EXPECT_THAT(back(1, Phase::kInfer), IsEmpty());
  EXPECT_THAT(back(2, Phase::kInfer), IsEmpty());
  EXPECT_THAT(back(2, Phase::kInfer), ElementsAre("target 3 of 0"));
  EXPECT_THAT(back(0, Phase::kTarget), ElementsAre("learn 1 of 0", "learn 2 of 0"));
  EXPECT_THAT(back(0, Phase::kLearn), IsEmpty());  // one of two layers
  EXPECT_THAT(back(0, Phase::kLearn), ElementsAre("present 1"));
}

TEST_F(CreditTest, CountsNeitherStakesOfOtherPhasesAndSamplesNorReportsWithout) {
  rig.start();
  EXPECT_THAT(back(0, Phase::kTarget), IsEmpty());
  EXPECT_THAT(back(0, Phase::kInfer, 1), IsEmpty());
  EXPECT_THAT(rig.active(1, 0), IsEmpty());
  EXPECT_THAT(back(0, Phase::kInfer), ElementsAre("target 3 of 0"));
}

TEST(CreditTimeout, GivesUpAPhaseThatTakesTooLong) {
  ClockRig<CreditClock> rig({.timeout = {50}}, {.layers = 1, .samples = 1});
  EXPECT_THAT(rig.start(), ElementsAre("wait 50", "present 0"));
  EXPECT_THAT(rig.timer(0), ElementsAre("wait 50", "target 2 of 0"));
  EXPECT_THAT(rig.timer(0), IsEmpty());
  EXPECT_THAT(rig.timer(1), ElementsAre("wait 50", "learn 1 of 0"));
  EXPECT_THAT(rig.timer(2), IsEmpty());
}

// When a phase was ordered, and when what it set going was over.
struct Settling {
  Time settled, next_order;
};

// Watches a network under the credit clock: for every phase of every sample, when nothing of the
// sample was in flight any more, which only an observer can know.
class Watch final : public Observer<fake::Message> {
 public:
  explicit Watch(const InFlight<fake::Message>& in_flight) : in_flight_(in_flight) {}
  void on_send(const Event<fake::Message>& event, Fate) override {
    const auto* order = std::get_if<Order>(&event.message);
    if (order == nullptr || order->sample != sample_ || order->phase == phase_) {
      if (order != nullptr) sample_ = order->sample, phase_ = order->phase;
      return;
    }
    settlings.push_back({last_quiet_, event.sent});
    EXPECT_TRUE(in_flight_.quiet(sample_)) << "early";
    phase_ = order->phase;
  }
  void on_window_end(Time now) override {
    for (const Sample sample : in_flight_.newly_quiet()) {
      if (sample == sample_) last_quiet_ = now;
    }
  }
  std::vector<Settling> settlings;

 private:
  const InFlight<fake::Message>& in_flight_;
  Sample sample_ = 0;
  Phase phase_ = Phase::kInfer;
  Time last_quiet_;
};

TEST(CreditBesideQuiescence, IsNeverEarlyAndLateByNoMoreThanItsOwnMessages) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const fake::Laws laws{{.delay = ExponentialDelay{{1000}}}, {.delay = UniformDelay{{0}, {300}}}};
    fake::Network network(
        {.layers = 4, .samples = 20}, laws,
        [] { return std::make_unique<CreditClock>(CreditClock::Options{}); }, {.stakes = true},
        seed);
    Watch watch(network.in_flight);
    network.engine.watch(watch);
    ASSERT_TRUE(network.run());
    EXPECT_EQ(network.presented.size(), 20u);
    ASSERT_EQ(watch.settlings.size(), 40u);  // infer and target of 20 samples
    for (const Settling& s : watch.settlings) {
      EXPECT_LE((s.next_order - s.settled).ns, 300) << "seed " << seed;
    }
  }
}

TEST(CreditBesideQuiescence, LearnsTheSameSamplesOfTheSameTargets) {
  const fake::Laws laws{{.delay = ExponentialDelay{{1000}}}, {.delay = ConstantDelay{{100}}}};
  fake::Network network({.layers = 3, .samples = 20}, laws,
                        [] { return std::make_unique<CreditClock>(CreditClock::Options{}); },
                        {.stakes = true});
  EXPECT_TRUE(network.run());
  for (const LayerLedger& layer : network.ledger.layers()) {
    EXPECT_EQ(layer.learned, 20u);
    EXPECT_EQ(layer.mismatched, 0u);
  }
}

TEST(CreditWithLoss, IsADeadlockWithoutATimeout) {
  fake::Network network({.layers = 3, .samples = 20}, {{.loss = 0.2}, {}},
                        [] { return std::make_unique<CreditClock>(CreditClock::Options{}); },
                        {.stakes = true});
  EXPECT_TRUE(network.run());
  EXPECT_LT(network.presented.size(), 20u);
}

}  // namespace
}  // namespace sim
