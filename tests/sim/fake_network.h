// A small network with a clock, for tests of clocks: a source, layers and a teacher that answer
// orders with reports and send each other data that has a sample and no content. The layers do
// what the contract of reports and notes says and nothing else.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/clock_actor.h"
#include "sim/engine.h"
#include "sim/fingerprint.h"
#include "sim/in_flight.h"
#include "sim/ledger.h"

namespace sim::fake {

// Going up it is an activity, going down a target.
struct Data {
  Sample sample = kNoSample;
  bool up = true;
  Stake stake = {};
};
using Message = std::variant<Begin, Report, Order, Token, Timer, Quiet, Data>;

inline Sample sample_of(const Message& message) {
  const auto* data = std::get_if<Data>(&message);
  return data == nullptr ? kNoSample : data->sample;
}

inline std::uint64_t word_of(const Begin&) { return 0; }
inline std::uint64_t word_of(const Report& m) {
  return static_cast<std::uint64_t>(m.sample * 1000 + m.layer * 10 + static_cast<int>(m.kind));
}
inline std::uint64_t word_of(const Order& m) {
  return static_cast<std::uint64_t>(m.sample * 1000 + m.layer * 10 + static_cast<int>(m.phase));
}
inline std::uint64_t word_of(const Token& m) { return static_cast<std::uint64_t>(m.value); }
inline std::uint64_t word_of(const Timer& m) { return m.number; }
inline std::uint64_t word_of(const Quiet& m) { return static_cast<std::uint64_t>(m.sample); }
inline std::uint64_t word_of(const Data& m) {
  return static_cast<std::uint64_t>(m.sample * 2) + (m.up ? 1 : 0);
}
inline std::uint64_t digest_of(const Message& message) {
  return std::visit([](const auto& m) { return word_of(m); }, message) * 8 + message.index();
}

// Any layer: 0 is the source, L + 1 the teacher.
class Population final : public Actor<Message> {
 public:
  static constexpr Port kReport{0}, kBelow{1}, kAbove{2};

  Population(Layer layer, Layer layers) : layer_(layer), layers_(layers) {}

  void receive(const Message& message, ActorId, Context<Message>& context) override {
    if (const auto* data = std::get_if<Data>(&message)) on(*data, context);
    if (const auto* order = std::get_if<Order>(&message)) on(*order, context);
  }

 private:
  using Samples = std::set<Sample>;

  void on(const Data& data, Context<Message>& context) {
    if (!first(data.up ? active_ : targeted_, data.sample, context)) return;
    const bool speaks = data.up ? layer_ < layers_ : layer_ > 1;
    if (speaks) context.send(data.up ? kAbove : kBelow, data);
    report(data.up ? ReportKind::kActive : ReportKind::kTargeted, data.sample, context,
           speaks ? Stake{} : data.stake);
  }

  void on(const Order& order, Context<Message>& context) {
    if (order.phase == Phase::kRest) report(ReportKind::kRested, order.sample, context);
    if (layer_ == 0 && order.phase == Phase::kInfer && first(active_, order.sample, context)) {
      context.send(kAbove, Data{order.sample, true, order.stake});
      report(ReportKind::kPresented, order.sample, context);
    }
    if (layer_ > layers_ && order.phase == Phase::kTarget &&
        first(targeted_, order.sample, context)) {
      context.send(kBelow, Data{order.sample, false, order.stake});
      report(ReportKind::kTargeted, order.sample, context);
    }
    const bool learns = layer_ >= 1 && layer_ <= layers_ && order.phase == Phase::kLearn;
    if (!learns) return;
    const bool fresh = first(closed_, order.sample, context);
    if (fresh) context.note(learned(order.sample));
    report(ReportKind::kLearned, order.sample, context, fresh ? order.stake : Stake{});
  }

  Note learned(Sample sample) const {
    const bool matched = active_.contains(sample) && targeted_.contains(sample);
    Note note{.kind = NoteKind::kLearned, .layer = layer_, .sample = sample};
    if (active_.empty() || targeted_.empty()) {
      note.kind = NoteKind::kMissed;
      return note;
    }
    note.kind = matched ? NoteKind::kLearned : NoteKind::kRejected;
    note.target_sample = targeted_.contains(sample) ? sample : *targeted_.rbegin();
    note.activity_sample = matched ? sample : *active_.rbegin();
    return note;
  }

  bool first(Samples& known, Sample sample, Context<Message>& context) const {
    if (known.insert(sample).second) return true;
    context.note({.kind = NoteKind::kDuplicate, .layer = layer_, .sample = sample});
    return false;
  }

  void report(ReportKind kind, Sample sample, Context<Message>& context, Stake stake = {}) const {
    context.send(kReport, Report{kind, layer_, sample, 1, stake});
  }

  const Layer layer_, layers_;
  Samples active_, targeted_, closed_;
};

// The laws of links between layers, and between layers and clock.
struct Laws {
  LinkLaw data, clock;
};

struct Ordered {
  Time at;  // when the clock gave the order
  Order order;
  friend bool operator==(const Ordered&, const Ordered&) = default;
};

// "35.0 learn 2 of 0"
inline std::string text(const Ordered& o) {
  return fmt::format("{}.{} {} {} of {}", o.at.ns, o.at.microstep, name_of(o.order.phase),
                     o.order.layer, o.order.sample);
}

// All of it, and what was seen. Clocks come first, one or an instance for each layer.
class Network final : public Observer<Message> {
 public:
  using Make = std::function<std::unique_ptr<PhaseClock>()>;

  Network(Topology topology, const Laws& laws, const Make& make, ClockTraits traits,
          std::uint64_t seed = 1)
      : engine(seed, executor_), ledger(topology.layers), traits_(traits) {
    for (Observer<Message>* o :
         std::initializer_list<Observer<Message>*>{&in_flight, &ledger, &fingerprint, this}) {
      engine.watch(*o);
    }
    add_clocks(topology, make);
    add_layers(topology.layers, laws);
    if (traits.per_layer) add_tokens(topology.layers, laws);
    for (std::uint32_t i = 0; i < clocks_.size(); ++i) {
      clocks_[i]->attach(
          traits.per_layer ? std::map<Layer, Port>{*orders_.find(Layer(i))} : orders_, tokens_[i]);
      engine.inject(ActorId{i}, Begin{});
    }
  }
  Network(Topology topology, const Laws& laws, std::unique_ptr<PhaseClock> clock, bool oracle,
          std::uint64_t seed = 1)
      : Network(
            topology, laws, [&] { return std::move(clock); }, {.oracle = oracle}, seed) {}

  // True if the run ended, false if so many windows were not enough.
  bool run(int windows = 200'000) {
    while (windows-- > 0) {
      if (!engine.run_window()) return true;
    }
    return false;
  }

  void on_send(const Event<Message>& event, Fate fate) override {
    const auto* order = std::get_if<Order>(&event.message);
    if (order != nullptr && fate != Fate::kDuplicated) ordered.push_back({event.sent, *order});
  }
  void on_note(const Note& note, const EventKey&) override {
    if (note.kind == NoteKind::kPresented) presented.push_back(note.sample);
  }
  void on_window_end(Time) override {
    if (!traits_.oracle) return;
    for (const Sample sample : in_flight.newly_quiet()) engine.inject(ActorId{0}, Quiet{sample});
  }

 private:
  InlineExecutor executor_;

 public:
  Engine<Message> engine;
  InFlight<Message> in_flight;
  Ledger<Message> ledger;
  Fingerprint<Message> fingerprint;
  ClockActor<Message>* clock_actor = nullptr;  // the engine's; that of the source
  std::vector<Ordered> ordered;                // by the clock; copies made by links left out
  std::vector<Sample> presented;

 private:
  void add_clocks(Topology topology, const Make& make) {
    const int count = traits_.per_layer ? topology.layers + 2 : 1;
    for (int i = 0; i < count; ++i) {
      if (traits_.per_layer) topology.self = i;
      auto actor = std::make_unique<ClockActor<Message>>(
          make(), ClockActor<Message>::Options{.topology = topology,
                                               .oracle = traits_.oracle ? &in_flight : nullptr,
                                               .stakes = traits_.stakes});
      clocks_.push_back(actor.get());
      engine.add(std::move(actor));
    }
    clock_actor = clocks_[0];
    tokens_.resize(clocks_.size());
  }

  void add_layers(Layer layers, const Laws& laws) {
    const auto first = static_cast<std::uint32_t>(clocks_.size());
    const auto last = first + static_cast<std::uint32_t>(layers) + 1;
    for (std::uint32_t id = first; id <= last; ++id) {
      engine.add(std::make_unique<Population>(static_cast<Layer>(id - first), layers));
    }
    for (std::uint32_t id = first; id <= last; ++id) {
      const ActorId self{id}, clock{traits_.per_layer ? id - first : 0};
      orders_[static_cast<Layer>(id - first)] = engine.connect(clock, self, laws.clock);
      engine.connect(self, clock, laws.clock);
      engine.connect(self, ActorId{std::max(id - 1, first)}, laws.data);
      engine.connect(self, ActorId{std::min(id + 1, last)}, laws.data);
    }
  }

  void add_tokens(Layer layers, const Laws& laws) {
    const auto top = static_cast<std::uint32_t>(layers) + 1;
    const auto link = [&](std::uint32_t from, std::uint32_t to) {
      tokens_[from][to] = engine.connect(ActorId{from}, ActorId{to}, laws.clock);
    };
    for (std::uint32_t i = 0; i < top; ++i) {
      link(i, i + 1);
      link(i + 1, i);
    }
    link(0, top);
  }

  const ClockTraits traits_;
  std::vector<ClockActor<Message>*> clocks_;
  std::map<Layer, Port> orders_;
  std::vector<std::map<std::uint32_t, Port>> tokens_;  // of every clock
};

}  // namespace sim::fake
