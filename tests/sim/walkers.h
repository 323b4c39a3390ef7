// A network that a seed draws: actors that forward a hashed number over ports of their choice, so
// that what is sent depends on the order of all that was heard.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/engine.h"
#include "sim/fingerprint.h"
#include "tests/sim/recorder.h"

namespace sim {

struct Word {
  std::uint64_t value = 0;
  int hops = 0;

  template <class A>
  void archive(A& a) {
    a(value, hops);
  }
};

inline std::uint64_t digest_of(const Word& word) { return word.value; }
inline std::size_t bytes_of(const Word& word) { return word.value % 5; }

class Walker final : public Actor<Word> {
 public:
  explicit Walker(std::size_t ports, int fails_at = -1) : ports_(ports), fails_at_(fails_at) {}

  void receive(const Word& word, ActorId from, Context<Word>& context) override {
    log.push_back(fmt::format("{} {} {:x}", text(context.now()), text(from), word.value));
    memory_.add(word.value);
    if (word.hops == fails_at_) throw std::runtime_error("stumbled at " + text(context.now()));
    if (word.hops == 0) return;
    const std::uint64_t choice = context.random().below(ports_ + 1);
    const Word next{memory_.value(), word.hops - 1};
    if (choice == ports_) {
      context.after(Duration{static_cast<std::int64_t>(context.random().below(3))}, next);
    } else {
      context.send(Port{static_cast<std::uint32_t>(choice)}, next);
    }
  }

  void archive(Archive& a) override { a(log, memory_); }

  std::vector<std::string> log;

 private:
  const std::size_t ports_;
  const int fails_at_;
  Hash memory_;  // so that what is sent depends on the order of all that was heard
};

inline LinkLaw drawn_law(Random& random) {
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

inline LinkLaw with_all_faults(LinkLaw law, Random& random) {
  law.loss = 0.005;
  law.duplicate = 0.1;
  law.bursts = GilbertElliott{0.01, 0.5, 0.005, 0.9};
  law.in_order = random.below(2) == 0;
  law.bytes_per_second = 1'000'000'000;  // a byte takes 1 ns
  const auto from = static_cast<std::int64_t>(random.below(40));
  law.outages = {{{from}, {from + 2}}};
  return law;
}

struct WalkerNetwork {
  std::uint64_t seed = 0;
  Faults faults = Faults::kFew;
  // Actors are of three towns, and links between two of them at least this long.
  Duration apart = {};
  int fails_at = -1;  // hops left
};

// Returns the links.
inline std::vector<Reach> build(const WalkerNetwork& network, Engine<Word>& engine) {
  Random random(network.seed, 0, Purpose::kStorm), more(network.seed, 1, Purpose::kStorm);
  const auto actors = static_cast<std::uint32_t>(2 + random.below(8));
  std::vector<std::uint64_t> ports;
  for (std::uint32_t i = 0; i < actors; ++i) {
    ports.push_back(1 + random.below(4));
    engine.add(std::make_unique<Walker>(ports.back(), network.fails_at));
  }
  std::vector<Reach> links;
  for (std::uint32_t from = 0; from < actors; ++from) {
    for (std::uint64_t p = 0; p < ports[from]; ++p) {
      const auto to = static_cast<std::uint32_t>(random.below(actors));
      LinkLaw law = drawn_law(random);
      if (network.faults == Faults::kAll) law = with_all_faults(law, more);
      if (from % 3 != to % 3) law.minimum = std::max(law.minimum, network.apart);
      const auto* constant = std::get_if<ConstantDelay>(&law.delay);
      if (from % 3 != to % 3 && constant != nullptr) {
        law.delay = ConstantDelay{std::max(constant->value, network.apart)};
      }
      links.push_back({{from}, {to}, least_delay(law)});
      engine.connect({from}, {to}, law);
    }
  }
  return links;
}

inline void begin(Engine<Word>& engine) {
  const auto actors = static_cast<std::uint32_t>(engine.actors());
  for (std::uint32_t i = 0; i < 2 * actors; ++i) engine.inject({i % actors}, {i, 20});
}

inline std::vector<std::vector<std::string>> logs_of(const Engine<Word>& engine) {
  std::vector<std::vector<std::string>> out;
  for (std::uint32_t i = 0; i < engine.actors(); ++i) {
    out.push_back(dynamic_cast<const Walker&>(engine.actor({i})).log);
  }
  return out;
}

}  // namespace sim
