#include "tools/lab/bench/event_bench.h"

#include <map>
#include <memory>
#include <string>

#include "neurons/network.h"
#include "sim/clocks/free.h"
#include "sim/fingerprint.h"
#include "sim/ledger.h"
#include "tools/lab/bench/bench_tools.h"
#include "tools/lab/setup/build_info.h"

namespace lab {
namespace {

using neurons::Message;
using sim::ActorId;

constexpr std::uint64_t kSeed = 1;
constexpr unsigned kClasses = 10;

sim::LinkLaw law_of(const std::string&) { return {.delay = sim::ExponentialDelay{{10'000}}}; }

// What an actor did in answer to one event.
struct Act {
  sim::LinkId link;     // kNoLink: a timer
  sim::Duration delay;  // of a timer
  Message message;
};
using Turn = std::vector<Act>;

class Recorder final : public sim::Observer<Message> {
 public:
  explicit Recorder(std::size_t actors) : turns_(actors) {}

  void on_receive(const sim::Event<Message>& event) override {
    turns_[event.key.to.value].emplace_back();
  }
  // Duplicates are the link's doing; what comes from outside is injected again.
  void on_send(const sim::Event<Message>& event, sim::Fate fate) override {
    if (event.key.from == sim::kOutside || fate == sim::Fate::kDuplicated) return;
    turns_[event.key.from.value].back().push_back(
        {event.link, event.key.at - event.sent, event.message});
  }
  const std::vector<std::vector<Turn>>& turns() const { return turns_; }

 private:
  std::vector<std::vector<Turn>> turns_;  // of every actor, by how many events it had received
};

// Does what was recorded, and computes nothing.
class Parrot final : public sim::Actor<Message> {
 public:
  Parrot(const std::vector<Turn>& turns, const std::vector<sim::Port>& ports)
      : turns_(turns), ports_(ports) {}

  void receive(const Message&, ActorId, sim::Context<Message>& context) override {
    for (const Act& act : turns_[next_++]) {
      if (act.link == sim::kNoLink) {
        context.after(act.delay, act.message);
      } else {
        context.send(ports_[act.link.value], act.message);
      }
    }
  }

 private:
  const std::vector<Turn>& turns_;
  const std::vector<sim::Port>& ports_;  // by number of link
  std::size_t next_ = 0;
};

class Replay {
 public:
  Replay(const Recorder& recorder, sim::Layer layers, const neurons::WiringPlan& wiring)
      : engine_(kSeed, executor_), ledger_(layers) {
    const auto names = neurons::actor_names(layers, wiring);
    std::map<std::string, ActorId> ids;
    for (const std::string& name : names) {
      const auto& turns = recorder.turns()[ids.size()];
      ids[name] = engine_.add(std::make_unique<Parrot>(turns, ports_));
    }
    for (const auto& link : neurons::link_plans(layers, wiring)) {
      ports_.push_back(engine_.connect(ids.at(link.from), ids.at(link.to), law_of(link.name)));
    }
    actors_ = static_cast<std::uint32_t>(names.size());
  }

  // As a run is watched. Notes are not replayed: the ledger only looks on.
  void watch() {
    engine_.watch(in_flight_);
    engine_.watch(ledger_);
    engine_.watch(fingerprint_);
  }

  double run_ms() {
    for (std::uint32_t i = 0; i < actors_; ++i) engine_.inject(ActorId{i}, sim::Begin{});
    return milliseconds([&] {
      while (engine_.run_window()) {
      }
    });
  }
  std::uint64_t fingerprint() const { return fingerprint_.value_with(0); }

 private:
  sim::InlineExecutor executor_;
  sim::Engine<Message> engine_;
  std::vector<sim::Port> ports_;
  sim::InFlight<Message> in_flight_;
  sim::Ledger<Message> ledger_;
  sim::Fingerprint<Message> fingerprint_;
  std::uint32_t actors_ = 0;
};

neurons::NetworkOptions network_options(const EventBenchOptions& o) {
  neurons::NetworkOptions out;
  out.widths.assign(static_cast<std::size_t>(o.layers) + 1, o.width);
  out.classes = kClasses;
  out.dynamics = neurons::LeakyDynamics{};
  out.optimizer = neurons::SgdOptions{.learning_rate = 1e-3};
  for (int l = 1; l <= o.layers; ++l) {
    out.initial.push_back(neurons::initial_weights(neurons::InitialWeights::kOrthogonal,
                                                   {o.width, o.width}, l, kSeed,
                                                   neurons::Precision::kFloat32));
  }
  out.samples = o.samples;
  out.seed = kSeed;
  return out;
}

}  // namespace

nlohmann::ordered_json bench_events(const EventBenchOptions& o) {
  const neurons::NetworkOptions options = network_options(o);
  const neurons::WiringPlan wiring{{.per_layer = true}, neurons::FeedbackSite::kSeparate};
  const NoiseBatches batches(o.width, o.batch, options.precision, kClasses);
  const auto make = [](const auto&) {
    return std::make_unique<sim::FreeClock>(sim::FreeClock::Options{});
  };

  Recorder recorder(neurons::actor_names(options.layers(), wiring).size());
  sim::Fingerprint<Message> fingerprint;
  std::vector<double> run, engine, watched;
  bool same = true;
  double events = 0;
  for (int i = 0; i <= o.repeats; ++i) {
    sim::InlineExecutor executor;
    neurons::Network network(options, {make, wiring.clock}, batches, law_of, executor);
    if (i == 0) network.engine().watch(recorder);
    if (i == 0) network.engine().watch(fingerprint);
    network.begin();
    const double ms = milliseconds([&] {
      while (network.engine().run_window()) {
      }
    });
    events = static_cast<double>(network.engine().traffic().received);
    if (i == 0) continue;  // recording takes its time
    run.push_back(1e3 * ms / events);
    engine.push_back(1e3 * Replay(recorder, options.layers(), wiring).run_ms() / events);
    Replay replay(recorder, options.layers(), wiring);
    replay.watch();
    watched.push_back(1e3 * replay.run_ms() / events);
    same = same && replay.fingerprint() == fingerprint.value_with(0);
  }
  return {{"width", o.width},
          {"layers", o.layers},
          {"batch", o.batch},
          {"samples", o.samples},
          {"events", events},
          {"run_us", median(run)},
          {"engine_us", median(engine)},
          {"watched_us", median(watched)},
          {"same_events", same},
          {"repeats", o.repeats},
          {"build", build()}};
}

}  // namespace lab
