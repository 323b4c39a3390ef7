// The clock on the stage: what it hears and wants becomes messages, and a clock that misbehaves is
// refused by name. The clocks are rogues that do what a test tells them in a lambda.
#include "sim/clock_actor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/fake_network.h"

namespace sim {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

using Wish = std::function<void(ClockPort&)>;
using Ear = std::function<void(const Signal&, ClockPort&)>;

class Rogue final : public PhaseClock {
 public:
  Rogue(Wish at_start, Ear ear) : at_start_(std::move(at_start)), ear_(std::move(ear)) {}
  std::string_view name() const override { return "rogue"; }
  void start(ClockPort& port) override { at_start_(port); }
  void hear(const Signal& signal, ClockPort& port) override { ear_(signal, port); }
  std::string save() const override { return {}; }
  void load(std::string_view) override {}

 private:
  Wish at_start_;
  Ear ear_;
};

// By default two layers and three samples, links without delay, and a clock that hears nothing.
class ClockActorTest : public testing::Test {
 protected:
  fake::Network& with(
      Wish at_start, Ear ear = [](const Signal&, ClockPort&) {}, bool oracle = false) {
    network = std::make_unique<fake::Network>(
        Topology{.layers = 2, .samples = 3}, fake::Laws{},
        std::make_unique<Rogue>(std::move(at_start), std::move(ear)), oracle);
    return *network;
  }
  void expect_refused(const Wish& wish, const std::string& why) {
    fake::Network& refusing = with(wish);
    EXPECT_THAT([&] { refusing.run(); },
                ThrowsMessage<ClockError>(AllOf(HasSubstr("clock 'rogue'"), HasSubstr(why))));
  }
  std::string waiting() const { return network->clock_actor->waiting_for(); }

  std::unique_ptr<fake::Network> network;
};

TEST_F(ClockActorTest, RefusesOrdersToLayersThatDoNotExist) {
  for (const Layer layer : {-1, 4, 1000}) {
    expect_refused(
        [=](ClockPort& port) {
          port.present(0);
          port.order(layer, Phase::kLearn, 0);
        },
        fmt::format("ordered an unknown layer (layer {}, sample 0)", layer));
  }
}

TEST_F(ClockActorTest, RefusesOrdersOfSamplesThatWereNeverPresented) {
  for (const Sample sample : {-1, 1, 2}) {
    expect_refused(
        [=](ClockPort& port) {
          port.present(0);
          port.order(1, Phase::kLearn, sample);
        },
        fmt::format("never presented (layer 1, sample {})", sample));
  }
}

TEST_F(ClockActorTest, RefusesToPresentOutOfTurn) {
  expect_refused([](ClockPort& port) { port.present(1); }, "out of turn (layer 0, sample 1)");
  expect_refused([](ClockPort& port) { port.present(-1); }, "out of turn");
  expect_refused(
      [](ClockPort& port) {
        port.present(0);
        port.present(0);
      },
      "out of turn (layer 0, sample 0)");
}

TEST_F(ClockActorTest, RefusesToTellQuietToAClockThatIsNoOracle) {
  expect_refused([](ClockPort& port) { port.quiet(0); }, "oracle");
  with([](ClockPort& port) { EXPECT_TRUE(port.quiet(0)); }, [](const Signal&, ClockPort&) {}, true)
      .run();
}

TEST_F(ClockActorTest, RefusesTokensWhereThereIsNoOtherClock) {
  expect_refused([](ClockPort& port) { port.token(1, 1); },
                 "token to instance 1, to which it has no link");
}

TEST_F(ClockActorTest, RefusesTimersForThePast) {
  fake::Network& refusing = with([](ClockPort& port) { port.after(Duration{-1}); });
  EXPECT_THROW(refusing.run(), InvariantError);
}

TEST_F(ClockActorTest, AllowsEveryLayerFromTheSourceToTheTeacher) {
  with([](ClockPort& port) {
    port.present(0);
    for (const Layer layer : {0, 1, 2, 3}) port.order(layer, Phase::kRest, 0);
  }).run();
  std::vector<std::string> orders;
  for (const auto& o : network->ordered) orders.push_back(fake::text(o));
  EXPECT_THAT(orders, ElementsAre("0.1 infer 0 of 0", "0.1 rest 0 of 0", "0.1 rest 1 of 0",
                                  "0.1 rest 2 of 0", "0.1 rest 3 of 0"));
}

TEST_F(ClockActorTest, PresentsAsManySamplesAsThereAreAndThenNone) {
  std::vector<bool> answers;
  with([&](ClockPort& port) {
    for (const Sample sample : {0, 1, 2, 3, 3}) answers.push_back(port.present(sample));
  }).run();
  EXPECT_THAT(answers, ElementsAre(true, true, true, false, false));
  EXPECT_THAT(network->presented, ElementsAre(0, 1, 2));
  EXPECT_EQ(network->clock_actor->presented(), 3);
}

TEST_F(ClockActorTest, PresentsNoFurtherSampleOnceTheRunIsToEnd) {
  std::vector<bool> answers;
  with([&](ClockPort& port) { answers.push_back(port.present(0)); },
       [&](const Signal& signal, ClockPort& port) {
         if (!std::holds_alternative<Report>(signal)) return;
         answers.push_back(port.present(1));
         answers.push_back(port.topology().samples == 1);
       });
  network->engine.run_window();
  network->clock_actor->stop_presenting();
  network->run();
  EXPECT_EQ(network->clock_actor->presented(), 1);
  EXPECT_EQ(answers[1], false);
  EXPECT_EQ(answers[2], true);
}

TEST_F(ClockActorTest, NumbersItsTimersAndHearsThemInTime) {
  std::vector<std::string> heard;
  with(
      [](ClockPort& port) {
        EXPECT_EQ(port.after(Duration{20}), 0u);
        EXPECT_EQ(port.after(Duration{10}), 1u);
      },
      [&](const Signal& signal, ClockPort& port) {
        heard.push_back(fmt::format("{} at {}", std::get<Timer>(signal).number, port.now().ns));
      })
      .run();
  EXPECT_THAT(heard, ElementsAre("1 at 10", "0 at 20"));
}

TEST_F(ClockActorTest, PassesOnEverySignalAsItIs) {
  std::vector<Signal> heard;
  with([](ClockPort&) {},
       [&](const Signal& signal, ClockPort& port) {
         heard.push_back(signal);
         EXPECT_EQ(port.topology().layers, 2);
         EXPECT_EQ(port.topology().samples, 3);
       });
  const std::vector<Signal> signals = {Report{ReportKind::kActive, 1, 2}, Token{3, 4}, Timer{5},
                                       Quiet{6}};
  for (const Signal& signal : signals) {
    std::visit([&](const auto& s) { network->engine.inject(ActorId{0}, s); }, signal);
  }
  network->engine.inject(ActorId{0}, fake::Data{});
  network->engine.inject(ActorId{0}, Order{});
  network->run();
  EXPECT_EQ(heard, signals);
}

TEST_F(ClockActorTest, SaysWhatItWaitsFor) {
  with([](ClockPort& port) { port.present(0); });
  EXPECT_EQ(waiting(), "a signal; clock 'rogue' presented 0 of 3 samples");
  network->engine.run_window();
  EXPECT_EQ(
      waiting(),
      "a signal; clock 'rogue' presented 1 of 3 samples; last ordered infer of layer 0, sample 0");
  network->run();
  EXPECT_EQ(
      waiting(),
      "a signal; clock 'rogue' presented 1 of 3 samples; last ordered infer of layer 0, sample 0; "
      "last heard active from layer 2, sample 0");
}

TEST(SignalNames, AreThoseOfThePhasesAndReports) {
  EXPECT_EQ(name_of(Phase::kInfer), "infer");
  EXPECT_EQ(name_of(Phase::kTarget), "target");
  EXPECT_EQ(name_of(Phase::kLearn), "learn");
  EXPECT_EQ(name_of(Phase::kRest), "rest");
  EXPECT_EQ(name_of(ReportKind::kPresented), "presented");
  EXPECT_EQ(name_of(ReportKind::kActive), "active");
  EXPECT_EQ(name_of(ReportKind::kTargeted), "targeted");
  EXPECT_EQ(name_of(ReportKind::kLearned), "learned");
  EXPECT_EQ(name_of(ReportKind::kRested), "rested");
}

}  // namespace
}  // namespace sim
