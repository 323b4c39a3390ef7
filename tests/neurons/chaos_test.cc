// Populations under the chaos clock: random orders, over links that lose, duplicate and delay
// messages for longer than a sample lives. A seed draws rule, coding, precision, depth, optimizer,
// memory, mismatch and links. After every event:
//   - each presented sample and layer is in exactly one state of the ledger;
//   - no weight moves without a learn order, and none moves twice by one target;
//   - memory is bounded: payloads that are neither in flight nor remembered are gone;
//   - a weight transport, however late, brings the weights of when it was sent.
// In windows, as runs go, it does the same.

#include <gtest/gtest.h>

#include <list>
#include <map>
#include <set>

#include "neurons/initial_weights.h"
#include "neurons/network.h"
#include "sim/fingerprint.h"
#include "sim/ledger.h"
#include "tests/neurons/chaos_clock.h"

namespace {

using neurons::Message;
using sim::Layer;
using sim::NoteKind;
using sim::Sample;

constexpr Sample kSamples = 25;
constexpr int kTicks = 120;

class TwoColumns final : public neurons::Batches {
 public:
  explicit TwoColumns(neurons::Precision precision) : precision_(precision) {}
  neurons::TensorPtr inputs(Sample sample) const override {
    neurons::Matrix<double> values(4, 2);
    for (int i = 0; i < 8; ++i) values.data()[i] = 0.1 * static_cast<double>((sample + i * 3) % 7);
    return neurons::in_precision(values, precision_);
  }
  std::vector<std::uint8_t> labels(Sample sample) const override {
    return {static_cast<std::uint8_t>(sample % 2), static_cast<std::uint8_t>((sample / 2) % 2)};
  }

 private:
  neurons::Precision precision_;
};

// Of 4 inputs. Square, square above the first layer or, for rules without an inverse, of any shape.
void draw_shape(sim::Random& random, neurons::NetworkOptions& out) {
  out.widths.assign(2 + random.below(4), 4);
  if (random.below(2) == 0) out.widths.back() = 2;
  if (random.below(2) == 0) return;
  out.reading = neurons::Reading::kAllAtFirst;
  if (neurons::way_down_of(out.rule) != neurons::WayDownKind::kExactInverse) {
    out.reading = neurons::Reading::kAll;
  }
  for (std::size_t l = 1; l < out.widths.size(); ++l) {
    const bool any = out.reading == neurons::Reading::kAll;
    out.widths[l] = any ? 2 + static_cast<neurons::Index>(random.below(5)) : 3;
  }
}

neurons::OptimizerOptions draw_optimizer(sim::Random& random) {
  if (random.below(3) == 0) return neurons::AdamOptions{.learning_rate = 1e-4};
  return neurons::SgdOptions{.learning_rate = 1e-4, .momentum = random.below(2) == 0 ? 0 : 0.9};
}

neurons::NetworkOptions draw_network(sim::Random& random, std::uint64_t seed) {
  neurons::NetworkOptions out;
  out.classes = 2;
  out.precision =
      random.below(2) == 0 ? neurons::Precision::kFloat32 : neurons::Precision::kFloat64;
  out.rule.kind = static_cast<neurons::RuleKind>(random.below(neurons::shipped_rules().size()));
  draw_shape(random, out);
  out.rule.coding = static_cast<neurons::Coding>(random.below(2));
  out.rule.gamma = 0.1;
  out.optimizer = draw_optimizer(random);
  out.memory = 1 + random.below(4);
  out.mismatch = static_cast<neurons::Mismatch>(random.below(2));
  out.samples = kSamples;
  out.seed = seed;
  for (const neurons::LayerShape& shape : out.shapes()) {
    out.initial.push_back(neurons::initial_weights(neurons::InitialWeights::kOrthogonal, shape,
                                                   static_cast<Layer>(out.initial.size()) + 1, seed,
                                                   out.precision));
  }
  out.initial_feedback =
      neurons::initial_feedback(neurons::InitialWeights::kOrthogonal, out.shapes(), seed,
                                out.precision, neurons::is_direct(out.rule));
  return out;
}

sim::LinkLaw draw_law(sim::Random& random) {
  sim::LinkLaw law;
  const auto kind = random.below(4);
  if (kind == 1) law.delay = sim::ConstantDelay{{static_cast<std::int64_t>(random.below(3000))}};
  if (kind == 2) law.delay = sim::UniformDelay{{0}, {5000}};
  if (kind == 3) law.delay = sim::LognormalDelay{{1000}, 2.0};  // a long tail
  if (random.below(2) == 0) law.loss = 0.3 * random.uniform();
  if (random.below(2) == 0) law.duplicate = 0.5 * random.uniform();
  return law;
}

// Sees everything, and complains.
class Witness final : public sim::Observer<Message> {
 public:
  Witness(const neurons::Network& network, const neurons::NetworkOptions& options)
      : network_(network), memory_(options.memory), versions_(options.layers() + 1, 0) {}

  void on_send(const sim::Event<Message>& event, sim::Fate) override {
    std::visit([&](const auto& m) { remember(m); }, event.message);
    if (const auto* m = std::get_if<neurons::WeightTransport>(&event.message)) {
      sent_weights_.insert({{m->layer, m->weights.version}, m->weights.weights->digest()});
    }
  }

  void on_receive(const sim::Event<Message>& event) override {
    if (const auto* order = std::get_if<sim::Order>(&event.message)) {
      if (order->phase == sim::Phase::kLearn) ++learn_orders_[order->layer];
    }
    if (const auto* m = std::get_if<neurons::WeightTransport>(&event.message)) {
      EXPECT_EQ(m->weights.weights->digest(), sent_weights_.at({m->layer, m->weights.version}));
      ++transports_;
    }
  }

  void on_note(const sim::Note& note, const sim::EventKey&) override {
    if (note.kind == NoteKind::kPresented) {
      EXPECT_TRUE(presented_.insert(note.sample).second);
    }
    if (note.kind == NoteKind::kLearned) {
      ++learned_[note.layer];
      const bool fresh = targets_used_.insert({note.layer, note.target_sample}).second;
      EXPECT_TRUE(fresh) << "target of sample " << note.target_sample << " applied twice";
    }
    const bool closes = note.kind == NoteKind::kLearned || note.kind == NoteKind::kRejected ||
                        note.kind == NoteKind::kMissed;
    if (!closes) return;
    EXPECT_TRUE(presented_.contains(note.sample)) << "closed before it was presented";
    const bool once = closed_.insert({note.layer, note.sample}).second;
    EXPECT_TRUE(once) << "layer " << note.layer << " sample " << note.sample << " closed twice";
  }

  void on_window_end(sim::Time) override {
    for (Layer l = 1; l <= network_.layers(); ++l) {
      const std::uint64_t version = network_.weights(l).version;
      const std::uint64_t moves = version - versions_[static_cast<std::size_t>(l)];
      EXPECT_EQ(moves, learned_[l]) << "weights of layer " << l << " moved unnoted";
      EXPECT_LE(moves, learn_orders_[l]) << "weights of layer " << l << " moved without an order";
      versions_[static_cast<std::size_t>(l)] = version;
    }
    learned_.clear();
    learn_orders_.clear();
    expect_bounded_memory();
  }

  std::size_t closed() const { return closed_.size(); }
  int transports() const { return transports_; }

 private:
  template <class Other>
  void remember(const Other&) {}
  void remember(const neurons::Activity& m) {
    payloads_.push_back(m.activity);
    payloads_.push_back(m.slope);
  }
  void remember(const neurons::Target& m) { payloads_.push_back(m.values); }
  void remember(const neurons::WeightTransport& m) { payloads_.push_back(m.weights.weights); }

  // Every payload was sent once, so the weak references know all of them.
  void expect_bounded_memory() {
    payloads_.remove_if([](const auto& payload) { return payload.expired(); });
    std::set<const neurons::Tensor*> alive;
    for (const auto& payload : payloads_) alive.insert(payload.lock().get());
    const auto layers = static_cast<std::size_t>(network_.layers());
    const std::size_t in_flight = 2 * network_.engine().in_flight();
    // A population holds pre, post and slope, and a target; its feedback twin an activity, a
    // slope and credit; and there are the present weights, and those gone down through.
    const std::size_t held = layers * (7 * memory_ + 2);
    EXPECT_LE(alive.size(), in_flight + held);
  }

  const neurons::Network& network_;
  std::size_t memory_;
  std::vector<std::uint64_t> versions_;
  std::set<Sample> presented_;
  std::set<std::pair<Layer, Sample>> closed_, targets_used_;
  std::map<Layer, std::uint64_t> learned_, learn_orders_;  // in this window
  std::map<std::pair<Layer, std::uint64_t>, std::uint64_t> sent_weights_;
  std::list<std::weak_ptr<const neurons::Tensor>> payloads_;
  int transports_ = 0;
};

struct Tally {
  std::uint64_t learned = 0, rejected = 0, missed = 0, stale = 0, mismatched = 0, duplicate = 0;
  std::uint64_t fingerprint = 0;
};

// The next event alone, as a window of its own.
bool run_event(sim::Engine<Message>& engine) {
  if (!engine.next_time()) return false;
  const auto event = engine.take();
  engine.conclude(event, engine.handle(event), event.key.at);
  return true;
}

bool run_window(sim::Engine<Message>& engine) { return engine.run_window(); }

Tally run_chaos(std::uint64_t seed, bool (*run_next)(sim::Engine<Message>&)) {
  sim::Random random(seed, 0, sim::Purpose::kStorm);
  const auto options = draw_network(random, seed);
  const TwoColumns batches(options.precision);
  sim::InlineExecutor executor;
  neurons::Network network(
      options, {[](const auto&) { return std::make_unique<ChaosClock>(kTicks); }}, batches,
      [&](const std::string&) { return draw_law(random); }, executor);
  sim::Ledger<Message> ledger(options.layers());
  Witness witness(network, options);
  network.engine().watch(ledger);
  network.engine().watch(witness);
  sim::Fingerprint<Message> fingerprint;
  network.engine().watch(fingerprint);
  network.begin();
  while (run_next(network.engine())) {
    for (const sim::LayerLedger& layer : ledger.layers()) {
      EXPECT_LE(layer.closed(), ledger.presented());
    }
    if (testing::Test::HasFailure()) break;
  }
  std::size_t closed = 0;
  Tally tally;
  for (const sim::LayerLedger& layer : ledger.layers()) {
    closed += layer.closed();
    tally.learned += layer.learned;
    tally.rejected += layer.rejected;
    tally.missed += layer.missed;
    tally.stale += layer.stale;
    tally.mismatched += layer.mismatched;
    tally.duplicate += layer.duplicate;
  }
  EXPECT_EQ(closed, witness.closed());
  tally.fingerprint = fingerprint.value_with(0);
  ledger.close();
  for (const sim::LayerLedger& layer : ledger.layers()) {
    EXPECT_EQ(layer.closed(), ledger.presented());
  }
  return tally;
}

class ChaosTest : public testing::TestWithParam<std::uint64_t> {};

// A hundred seeds a test, so that a failure names its seed and the tests can run side by side.
TEST_P(ChaosTest, InvariantsHoldWhateverTheClockOrders) {
  Tally all;
  for (std::uint64_t seed = GetParam(); seed < GetParam() + 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Tally one = run_chaos(seed, run_event);
    if (HasFailure()) return;
    EXPECT_EQ(one.fingerprint, run_chaos(seed, run_window).fingerprint);
    all.learned += one.learned;
    all.rejected += one.rejected;
    all.missed += one.missed;
    all.stale += one.stale;
    all.mismatched += one.mismatched;
    all.duplicate += one.duplicate;
  }
  // A storm in which one of these never happens tests less than it says.
  EXPECT_GT(all.learned, 100u);
  EXPECT_GT(all.rejected, 10u);
  EXPECT_GT(all.missed, 100u);
  EXPECT_GT(all.stale, 10u);
  EXPECT_GT(all.mismatched, 10u);
  EXPECT_GT(all.duplicate, 100u);
}

INSTANTIATE_TEST_SUITE_P(ThousandSeeds, ChaosTest,
                         testing::Values(0u, 100u, 200u, 300u, 400u, 500u, 600u, 700u, 800u, 900u));

}  // namespace
