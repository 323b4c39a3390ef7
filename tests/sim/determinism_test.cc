// The same run on other executors: a seed draws a network of actors that forward a hashed number
// over ports of their choice; what each actor heard and the fingerprint must be equal on one
// thread, in any order of jobs, and on pools of threads.
#include <gtest/gtest.h>

#include <functional>

#include "sim/asio_pool.h"
#include "sim/engine.h"
#include "sim/fingerprint.h"
#include "tests/sim/executors.h"
#include "tests/sim/recorder.h"

namespace sim {
namespace {

struct Word {
  std::uint64_t value = 0;
  int hops = 0;
};

std::uint64_t digest_of(const Word& word) { return word.value; }
std::size_t bytes_of(const Word& word) { return word.value % 5; }

class Walker final : public Actor<Word> {
 public:
  explicit Walker(std::size_t ports) : ports_(ports) {}

  void receive(const Word& word, ActorId from, Context<Word>& context) override {
    log.push_back(fmt::format("{} {} {:x}", text(context.now()), text(from), word.value));
    memory_.add(word.value);
    if (word.hops == 0) return;
    const std::uint64_t choice = context.random().below(ports_ + 1);
    const Word next{memory_.value(), word.hops - 1};
    if (choice == ports_) {
      context.after(Duration{static_cast<std::int64_t>(context.random().below(3))}, next);
    } else {
      context.send(Port{static_cast<std::uint32_t>(choice)}, next);
    }
  }

  std::vector<std::string> log;

 private:
  const std::size_t ports_;
  Hash memory_;  // so that what is sent depends on the order of all that was heard
};

LinkLaw drawn_law(Random& random) {
  LinkLaw law;
  switch (random.below(5)) {
    case 0:
      law.delay = ConstantDelay{{0}};
      break;
    case 1:
      law.delay = ConstantDelay{{5}};
      break;
    case 2:
      law.delay = UniformDelay{{0}, {3}};
      break;
    case 3:
      law.delay = ExponentialDelay{{4}};
      break;
    default:
      law.delay = NormalDelay{{3}, {2}};
  }
  if (random.below(3) == 0) law.loss = 0.05;
  if (random.below(3) == 0) law.duplicate = 0.1;
  return law;
}

enum class Faults { kFew, kAll };

LinkLaw with_all_faults(LinkLaw law, Random& random) {
  law.loss = 0.005;
  law.duplicate = 0.1;
  law.bursts = GilbertElliott{0.01, 0.5, 0.005, 0.9};
  law.in_order = random.below(2) == 0;
  law.bytes_per_second = 1'000'000'000;  // a byte takes 1 ns
  const auto from = static_cast<std::int64_t>(random.below(40));
  law.outages = {{{from}, {from + 2}}};
  return law;
}

struct Outcome {
  std::uint64_t fingerprint = 0;
  Traffic traffic;
  std::vector<std::vector<std::string>> logs;
};

// "network" draws actors and links, "seed" all that then happens.
Outcome run(std::uint64_t network, Executor& executor, std::uint64_t seed = 1,
            Faults faults = Faults::kFew) {
  Random random(network, 0, Purpose::kStorm), more(network, 1, Purpose::kStorm);
  Engine<Word> engine(seed, executor);
  Fingerprint<Word> fingerprint;
  engine.watch(fingerprint);
  const auto actors = static_cast<std::uint32_t>(2 + random.below(8));
  std::vector<std::uint64_t> ports;
  for (std::uint32_t i = 0; i < actors; ++i) {
    ports.push_back(1 + random.below(4));
    engine.add(std::make_unique<Walker>(ports.back()));
  }
  for (std::uint32_t from = 0; from < actors; ++from) {
    for (std::uint64_t p = 0; p < ports[from]; ++p) {
      const auto to = static_cast<std::uint32_t>(random.below(actors));
      const LinkLaw law = drawn_law(random);
      engine.connect({from}, {to}, faults == Faults::kAll ? with_all_faults(law, more) : law);
    }
  }
  for (std::uint32_t i = 0; i < 2 * actors; ++i) engine.inject({i % actors}, {i, 20});
  while (engine.run_window()) {
  }
  Outcome out{fingerprint.value_with(0), engine.traffic(), {}};
  for (std::uint32_t i = 0; i < actors; ++i) {
    out.logs.push_back(dynamic_cast<const Walker&>(engine.actor({i})).log);
  }
  return out;
}

void expect_equal(const Outcome& a, const Outcome& b) {
  EXPECT_EQ(a.fingerprint, b.fingerprint);
  EXPECT_EQ(a.traffic.sent, b.traffic.sent);
  EXPECT_EQ(a.traffic.lost, b.traffic.lost);
  EXPECT_EQ(a.logs, b.logs);
}

void expect_equal_on_all_executors(std::uint64_t first, std::uint64_t last,
                                   Faults faults = Faults::kFew) {
  AsioPool one(1), two(2), eight(8);
  for (std::uint64_t seed = first; seed < last; ++seed) {
    SCOPED_TRACE(seed);
    InlineExecutor reference;
    ShuffledExecutor shuffled(seed);
    const Outcome expected = run(seed, reference, 1, faults);
    for (Executor* executor : std::initializer_list<Executor*>{&shuffled, &one, &two, &eight}) {
      expect_equal(run(seed, *executor, 1, faults), expected);
    }
    EXPECT_GT(expected.traffic.received, 30u);
    EXPECT_GT(shuffled.batches(), 0u);  // some actors did share an instant
  }
}

TEST(Determinism, FiftyNetworksAreTheSameOnAllExecutors) { expect_equal_on_all_executors(0, 50); }

TEST(Determinism, WithEveryFaultOfLinksToo) { expect_equal_on_all_executors(0, 30, Faults::kAll); }

TEST(DeterminismLong, AThousandNetworksAreTheSameOnAllExecutors) {
  expect_equal_on_all_executors(50, 1050);
}

TEST(Determinism, RunTwiceIsTheSame) {
  InlineExecutor executor;
  expect_equal(run(1, executor), run(1, executor));
}

TEST(Determinism, AnotherSeedIsAnotherRunOfTheSameNetwork) {
  InlineExecutor executor;
  EXPECT_NE(run(1, executor, 1).fingerprint, run(1, executor, 2).fingerprint);
}

// Who changes this changes what every seed means.
TEST(Determinism, KeepsAGoldenFingerprint) {
  InlineExecutor executor;
  EXPECT_EQ(run(1, executor).fingerprint, 1291642228183386929u);
}

}  // namespace
}  // namespace sim
