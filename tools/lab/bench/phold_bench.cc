#include "tools/lab/bench/phold_bench.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <vector>

#include "protocols/bad_input.h"
#include "sim/asio_driver.h"
#include "sim/asio_loop.h"
#include "sim/engine.h"
#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/bench/phold_reference.h"
#include "tools/lab/setup/build_info.h"
#include "tools/lab/setup/memory_need.h"

namespace lab {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::int64_t kMeanNs = 1'000'000'000;

class Lp final : public sim::Actor<int> {
 public:
  Lp(std::uint32_t lps, std::uint64_t& sum) : lps_(lps), sum_(sum) {}

  void receive(const int& message, sim::ActorId, sim::Context<int>& context) override {
    sum_ += phold_word(context.now().ns, context.self().value);
    const auto to = static_cast<std::uint32_t>(context.random().below(lps_));
    context.send(sim::Port{0}, sim::ActorId{to}, message);
  }

 private:
  const std::uint32_t lps_;
  std::uint64_t& sum_;
};

class Phold {
 public:
  Phold(const PholdOptions& o, const sim::LinkLaw& law) : engine_(kSeed, executor_) {
    const auto shared = std::make_shared<const sim::LinkLaw>(law);
    for (std::uint32_t i = 0; i < o.lps; ++i) {
      const sim::ActorId lp = engine_.add(std::make_unique<Lp>(o.lps, sum_));
      engine_.connect(lp, sim::kAnyone, shared);
    }
    for (std::uint32_t i = 0; i < o.lps * o.start; ++i) engine_.inject({i % o.lps}, 0);
  }

  // At least so many events, and what else is due at the last one's instant.
  void run(std::uint64_t events) {
    const std::uint64_t until = engine_.traffic().received + events;
    sim::VirtualDriver<int> driver(engine_);
    sim::AsioLoop loop;
    loop.run({.pump = [&]() -> sim::Next {
                if (engine_.traffic().received >= until) return false;
                return driver.advance();
              },
              .on_signal = [](int) {},
              .on_tick = [] {}});
  }
  std::uint64_t received() const { return engine_.traffic().received; }
  std::uint64_t sum() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
  sim::InlineExecutor executor_;
  sim::Engine<int> engine_;
};

sim::LinkLaw law_of(const PholdOptions& o) {
  return {.delay = sim::ExponentialDelay{{kMeanNs}},
          .minimum = {std::llround(o.lookahead * static_cast<double>(kMeanNs))}};
}

// Ours and the reference's events, their places in rings, actors.
void require_memory(const PholdOptions& o) {
  const double events = static_cast<double>(o.lps) * o.start;
  const double wanted = 250 * events + 500.0 * o.lps;
  if (wanted <= machine_memory()) return;
  throw protocols::BadInput(fmt::format(
      "{:.0f} events in flight need about {:.3g} GB of memory, the machine has {:.3g} GB", events,
      wanted * 1e-9, machine_memory() * 1e-9));
}

}  // namespace

nlohmann::ordered_json bench_phold(const PholdOptions& o) {
  require_memory(o);
  const sim::LinkLaw law = law_of(o);
  const double before_it = megabytes_in_use();
  Phold phold(o, law);
  double megabytes = megabytes_in_use() - before_it;
  PholdReference reference(kSeed, o.lps, o.start, law);
  std::vector<double> ours, theirs, ratios;
  bool same = true;
  for (int i = 0; i <= o.repeats; ++i) {
    const std::uint64_t before = phold.received();
    const double in_use = megabytes_in_use();
    const double ms = milliseconds([&] { phold.run(o.events); });
    megabytes += megabytes_in_use() - in_use;  // its rooms grow to what they have to hold
    const std::uint64_t events = phold.received() - before;
    const double reference_ms = milliseconds([&] { reference.run(events); });
    same = same && phold.sum() == reference.sum();
    if (i == 0) continue;  // until both are in their stride
    ours.push_back(1e3 * static_cast<double>(events) / ms);
    theirs.push_back(1e3 * static_cast<double>(events) / reference_ms);
    ratios.push_back(reference_ms / ms);
  }
  return {{"lps", o.lps},
          {"start", o.start},
          {"lookahead", o.lookahead},
          {"events", o.events},
          {"events_per_second", median(ours)},
          {"reference_events_per_second", median(theirs)},
          {"ratio", median(ratios)},
          {"megabytes", megabytes},
          {"same_events", same},
          {"repeats", o.repeats},
          {"build", build()}};
}

}  // namespace lab
