// What an event costs in the engine, without any arithmetic of layers: messages circle among
// actors.
#include <benchmark/benchmark.h>

#include "sim/engine.h"
#include "sim/fingerprint.h"

namespace {

class Relay final : public sim::Actor<int> {
 public:
  void receive(const int& message, sim::ActorId, sim::Context<int>& context) override {
    context.send(sim::Port{0}, message + 1);
  }
};

// A ring of actors, each with one message under way all the time.
class Ring {
 public:
  Ring(std::uint32_t actors, const sim::DelayLaw& delay) : engine_(1, executor_) {
    for (std::uint32_t i = 0; i < actors; ++i) engine_.add(std::make_unique<Relay>());
    for (std::uint32_t i = 0; i < actors; ++i) {
      engine_.connect(sim::ActorId{i}, sim::ActorId{(i + 1) % actors}, sim::LinkLaw{delay});
      engine_.inject(sim::ActorId{i}, 0);
    }
  }

  void circle(benchmark::State& state) {
    for (auto _ : state) engine_.run_window();
    state.SetItemsProcessed(static_cast<std::int64_t>(engine_.traffic().received));
  }

 private:
  sim::InlineExecutor executor_;
  sim::Engine<int> engine_;
};

// Events per second: all at one instant, and each at its own.
void engine_together(benchmark::State& state) {
  Ring(static_cast<std::uint32_t>(state.range(0)), sim::ConstantDelay{{1000}}).circle(state);
}
void engine_apart(benchmark::State& state) {
  Ring(static_cast<std::uint32_t>(state.range(0)), sim::ExponentialDelay{{1'000'000}})
      .circle(state);
}

BENCHMARK(engine_together)->Arg(8)->Arg(1024);
BENCHMARK(engine_apart)->Arg(8)->Arg(1024);

}  // namespace
