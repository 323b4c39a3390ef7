// The state of an engine: a run that is saved and goes on elsewhere is the run that was not, event
// for event, wherever it is cut, whatever the links do.
#include <gtest/gtest.h>

#include "sim/engine.h"
#include "sim/fingerprint.h"
#include "sim/in_flight.h"
#include "sim/random.h"
#include "tests/sim/counted.h"

namespace sim {

template <class A>
void archive(A& a, Counted& message) {
  a(message.content, message.sample);
}

namespace {

// Mixes what it hears with what it heard, and passes it on, now and then twice, or to itself.
class Mixer final : public Actor<Counted> {
 public:
  void receive(const Counted& message, ActorId from, Context<Counted>& context) override {
    state_ = (state_ + message.content) * 0x9e3779b97f4a7c15u + from.value;
    const std::uint64_t choice = context.random().below(10);
    Counted next{state_, message.sample};
    if (choice < 9) context.send(Port{static_cast<std::uint32_t>(choice % 2)}, next);
    if (choice == 8) context.send(Port{0}, next);
    if (choice == 9) context.after(Duration{static_cast<std::int64_t>(state_ % 50)}, next);
  }
  void archive(Archive& a) override { a(state_); }

 private:
  std::uint64_t state_ = 0;
};

constexpr std::uint32_t kActors = 8;

// Laws that remember something between messages, and some that do not.
LinkLaw law_of(std::uint32_t link) {
  LinkLaw law{.delay = ExponentialDelay{{30}}};
  if (link % 4 == 1) law = {.delay = UniformDelay{{0}, {20}}, .minimum = {0}, .in_order = true};
  if (link % 4 == 2) law.bursts = GilbertElliott{.p_enter = 0.05, .p_leave = 0.5, .loss_bad = 0.3};
  if (link % 4 == 3) law.duplicate = 0.05;
  return law;
}

class World {
 public:
  World() : engine_(7, executor_) {
    for (std::uint32_t i = 0; i < kActors; ++i) engine_.add(std::make_unique<Mixer>());
    for (std::uint32_t i = 0; i < 2 * kActors; ++i) {
      engine_.connect(ActorId{i / 2}, ActorId{(i * 5 + 3) % kActors}, law_of(i));
    }
    engine_.watch(fingerprint_);
    engine_.watch(in_flight_);
  }
  void begin() {
    for (std::uint32_t i = 0; i < 4 * kActors; ++i) engine_.inject({i % kActors}, {i, i});
  }
  void run(int windows) {
    for (int i = 0; i < windows; ++i) engine_.run_window();
  }
  void archive(Archive& a) { a(engine_, fingerprint_, in_flight_); }
  std::uint64_t fingerprint() const { return fingerprint_.value_with(0); }
  const Engine<Counted>& engine() const { return engine_; }
  const InFlight<Counted>& in_flight() const { return in_flight_; }

 private:
  InlineExecutor executor_;
  Engine<Counted> engine_;
  Fingerprint<Counted> fingerprint_;
  InFlight<Counted> in_flight_;
};

std::string saved(World& world) {
  Archive a;
  a(world);
  return a.take();
}

void load(World& world, const std::string& state) {
  Archive a(state);
  a(world);
  a.close();
}

constexpr int kWindows = 400;

class EngineArchive : public testing::TestWithParam<int> {};

TEST_P(EngineArchive, WhatGoesOnElsewhereIsWhatWentOn) {
  World whole;
  whole.begin();
  whole.run(kWindows);
  ASSERT_GT(whole.engine().in_flight(), 0u) << "all has died out: the test tests nothing";

  World first, second;
  first.begin();
  first.run(GetParam());
  load(second, saved(first));
  EXPECT_EQ(second.engine().now(), first.engine().now());
  second.run(kWindows - GetParam());
  EXPECT_EQ(second.fingerprint(), whole.fingerprint());
  EXPECT_EQ(second.engine().traffic().lost, whole.engine().traffic().lost);
  EXPECT_EQ(saved(second), saved(whole));
  for (Sample sample = 0; sample < 4 * kActors; ++sample) {
    EXPECT_EQ(second.in_flight().quiet(sample), whole.in_flight().quiet(sample));
  }
  // Whoever is saved goes on as if nothing had been.
  first.run(kWindows - GetParam());
  EXPECT_EQ(first.fingerprint(), whole.fingerprint());
}

INSTANTIATE_TEST_SUITE_P(Cuts, EngineArchive, testing::Values(0, 1, 7, 50, 123, 200, 399));

TEST(EngineArchive, OfAnotherNetworkIsRefused) {
  World world;
  world.begin();
  world.run(10);
  const std::string state = saved(world);
  InlineExecutor executor;
  Engine<Counted> smaller(7, executor);
  smaller.add(std::make_unique<Mixer>());
  Archive a(state);
  EXPECT_THROW(a(smaller), ArchiveError);
}

TEST(EngineArchive, IsNotReadIntoARunThatHasBegun) {
  World world, begun;
  const std::string state = saved(world);
  begun.begin();
  EXPECT_THROW(load(begun, state), InvariantError);
}

TEST(EngineArchive, AnActorWithoutOneCannotBeSaved) {
  struct Silent final : Actor<Counted> {
    void receive(const Counted&, ActorId, Context<Counted>&) override {}
  };
  InlineExecutor executor;
  Engine<Counted> engine(1, executor);
  engine.add(std::make_unique<Silent>());
  Archive a;
  EXPECT_THROW(a(engine), std::logic_error);
}

TEST(RandomArchive, GoesOnInTheMiddleOfABlock) {
  for (const int before : {0, 1, 2, 3}) {
    Random first(3, 4, Purpose::kModel), second(3, 4, Purpose::kModel);
    for (int i = 0; i < before; ++i) first.next();
    Archive writer;
    writer(first);
    const std::string state = writer.take();
    Archive reader(state);
    reader(second);
    EXPECT_EQ(second.next(), first.next()) << before;
    EXPECT_EQ(second.next(), first.next()) << before;
  }
}

}  // namespace
}  // namespace sim
