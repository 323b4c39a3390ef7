// A network of two layers of four units under the quiescence clock: what travels on each link for
// each sample is what the wiring says, the ledger closes, and nothing that is over is kept.
#include "neurons/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "neurons/initial_weights.h"
#include "sim/clocks/lockstep.h"
#include "sim/clocks/quiescence.h"
#include "sim/ledger.h"
#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

// Three columns of four pixels; remembers what it gave away.
class FewPixels final : public Batches {
 public:
  explicit FewPixels(Precision precision) : precision_(precision) {}
  TensorPtr inputs(Sample sample) const override {
    const Matrix<double> values = random_matrix(4, 3, static_cast<std::uint64_t>(sample) + 1);
    const TensorPtr out = in_precision(values, precision_);
    given_.push_back(out);
    return out;
  }
  std::vector<std::uint8_t> labels(Sample) const override { return {0, 1, 1}; }
  std::size_t alive() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(given_, [](const auto& tensor) { return !tensor.expired(); }));
  }

 private:
  Precision precision_;
  mutable std::vector<std::weak_ptr<const Tensor>> given_;
};

// Counts messages by link, "outside" for what was injected, and follows payloads.
class Counter final : public sim::Observer<Message> {
 public:
  explicit Counter(const NetworkOptions& options)
      : links_(link_plans(options.layers(), wiring_plan({}, options.site, options.rule))) {}

  void on_send(const sim::Event<Message>& event, sim::Fate) override {
    const bool linked = event.link != sim::kNoLink;
    const std::string link = linked ? links_.at(event.link.value).name : "outside";
    ++counts[link + ' ' + std::string(kind_of(event.message))];
    if (const auto* activity = std::get_if<Activity>(&event.message)) follow(activity->activity);
    if (const auto* target = std::get_if<Target>(&event.message)) {
      follow(target->values);
      last_target[link] = target->values;
    }
    if (const auto* moved = std::get_if<WeightTransport>(&event.message)) {
      follow(moved->weights.weights);
    }
  }
  void on_window_end(sim::Time) override {
    std::erase_if(payloads_, [](const auto& entry) { return entry.second.expired(); });
    most_alive = std::max(most_alive, payloads_.size());
  }

  std::map<std::string, int> counts;
  std::map<std::string, TensorPtr> last_target;  // by link
  std::size_t most_alive = 0;

 private:
  void follow(const TensorPtr& payload) { payloads_[payload.get()] = payload; }

  std::vector<LinkPlan> links_;
  std::map<const Tensor*, std::weak_ptr<const Tensor>> payloads_;
};

class NetworkTest : public testing::Test {
 protected:
  NetworkTest() {
    options.widths = {4, 4, 4};
    options.classes = 2;
    options.precision = Precision::kFloat64;
    options.optimizer = SgdOptions{.learning_rate = 0.1};
    options.samples = 3;
  }

  void run() {
    for (const LayerShape& shape : options.shapes()) {
      const auto layer = static_cast<LayerNumber>(options.initial.size()) + 1;
      options.initial.push_back(
          initial_weights(InitialWeights::kOrthogonal, shape, layer, 1, options.precision));
    }
    batches.emplace(options.precision);
    counter.emplace(options);
    ledger.emplace(options.layers());
    network.emplace(
        options,
        Network::Clock{[this](const auto&) { return std::move(clock); }, {.oracle = oracle}},
        *batches,
        [](const std::string&) { return sim::LinkLaw{.delay = sim::ConstantDelay{{1000}}}; },
        executor);
    network->engine().watch(*counter);
    network->engine().watch(*ledger);
    network->begin();
    while (network->engine().run_window()) {
    }
  }

  NetworkOptions options;
  std::unique_ptr<sim::PhaseClock> clock = std::make_unique<sim::QuiescenceClock>();
  bool oracle = true;
  sim::InlineExecutor executor;
  std::optional<FewPixels> batches;
  std::optional<Counter> counter;
  std::optional<sim::Ledger<Message>> ledger;
  std::optional<Network> network;
};

TEST_F(NetworkTest, SaysWithEachSampleWhatTheWiringSays) {
  run();
  // 3 samples; the weights of layer 2 once more, at the start; one quiet for each of the phases.
  EXPECT_THAT(
      counter->counts,
      UnorderedElementsAre(Pair("feedforward.1 activity", 3), Pair("feedforward.2 activity", 3),
                           Pair("feedforward.readout activity", 3), Pair("local.1 activity", 3),
                           Pair("local.2 activity", 3), Pair("feedback.label target", 3),
                           Pair("feedback.2 target", 3), Pair("deliver.1 target", 3),
                           Pair("deliver.2 target", 3), Pair("transport.2 weight_transport", 4),
                           Pair("clock.order.0 order", 3), Pair("clock.order.1 order", 3),
                           Pair("clock.order.2 order", 3), Pair("clock.order.3 order", 3),
                           Pair("clock.report.0 report", 3), Pair("clock.report.1 report", 9),
                           Pair("clock.report.2 report", 9), Pair("clock.report.3 report", 3),
                           Pair("outside begin", 8), Pair("outside quiet", testing::Gt(0))));
}

// Four units and classes of which two: the credit of layer l - 1 is the one that the output
// delivers to itself, through B_l.
TEST_F(NetworkTest, SendsDirectCreditFromTheOutputToEveryLayer) {
  options.widths = {4, 4, 4, 4};
  options.rule.kind = RuleKind::kDfa;
  options.activation = LinearOptions{};
  options.samples = 1;
  const Matrix<double> two = 2 * Matrix<double>::Identity(4, 4), three = 1.5 * two;
  options.initial_feedback = {nullptr, share(Matrix<double>(two)), share(Matrix<double>(three))};
  run();
  EXPECT_FALSE(counter->counts.contains("transport.2 weight_transport"));
  EXPECT_EQ(counter->counts.at("feedback.2 target"), 1);
  EXPECT_EQ(counter->counts.at("feedback.3 target"), 1);
  const Matrix<double> top = counter->last_target.at("deliver.3")->to_double();
  EXPECT_FALSE(top.isZero());
  EXPECT_EQ(counter->last_target.at("feedback.2")->to_double(), 2 * top);
  EXPECT_EQ(counter->last_target.at("feedback.3")->to_double(), 3 * top);
  EXPECT_EQ(counter->last_target.at("deliver.1")->to_double(), 2 * top);
  for (LayerNumber l = 1; l <= 3; ++l) EXPECT_EQ(network->weights(l).version, 1u);
}

TEST_F(NetworkTest, LearnsEverySampleAtEveryLayer) {
  run();
  EXPECT_EQ(ledger->presented(), 3u);
  for (const sim::LayerLedger& layer : ledger->layers()) {
    EXPECT_EQ(layer.learned, 3u);
    EXPECT_EQ(layer.closed(), 3u);
    EXPECT_EQ(layer.stale + layer.mismatched + layer.duplicate, 0u);
  }
  EXPECT_EQ(network->weights(1).version, 3u);
  EXPECT_EQ(network->weights(2).version, 3u);
  EXPECT_FALSE(near(network->weights(1).weights->as<double>(),
                    options.initial[0].weights->as<double>(), 1e-3));
}

TEST_F(NetworkTest, IsQuietAtTheEnd) {
  run();
  EXPECT_TRUE(network->in_flight().all_quiet());
  EXPECT_EQ(network->engine().in_flight(), 0u);
  EXPECT_EQ(network->clock().presented(), 3);
  EXPECT_EQ(network->engine().traffic().lost, 0u);
}

// With a memory of one: input and activities of one sample, its targets, and weights of now.
TEST_F(NetworkTest, KeepsNothingThatIsOver) {
  options.samples = 40;
  run();
  EXPECT_EQ(batches->alive(), 1u);
  EXPECT_LE(counter->most_alive, 12u);
  const std::size_t most_of_forty = counter->most_alive;
  options.samples = 80;
  options.initial.clear();
  clock = std::make_unique<sim::QuiescenceClock>();
  run();
  EXPECT_EQ(counter->most_alive, most_of_forty) << "twice as long, no more kept";
}

TEST_F(NetworkTest, KeepsAsManySamplesAsItsMemorySays) {
  options.samples = 40;
  options.memory = 5;
  run();
  EXPECT_EQ(batches->alive(), 5u);
}

// Learn orders come a microsecond after the label was released, and targets two later: the first
// sample finds none, the others find that of the sample before.
TEST_F(NetworkTest, DoesWithMismatchesWhatItWasTold) {
  for (const auto mismatch : {Mismatch::kReject, Mismatch::kLearn}) {
    options.mismatch = mismatch;
    options.initial.clear();
    oracle = false;
    clock = std::make_unique<sim::LockstepClock>(
        sim::LockstepClock::Options{{100'000}, {1'000}, {100'000}});
    run();
    const bool learns = mismatch == Mismatch::kLearn;
    for (const sim::LayerLedger& layer : ledger->layers()) {
      EXPECT_EQ(layer.missed, 1u);
      EXPECT_EQ(layer.mismatched, 2u);
      EXPECT_EQ(layer.learned, learns ? 2u : 0u);
      EXPECT_EQ(layer.rejected, learns ? 0u : 2u);
    }
    EXPECT_FALSE(counter->counts.contains("outside quiet")) << "this clock is no oracle";
  }
}

TEST_F(NetworkTest, RunsInFloatWithNarrowingLayersAndBp) {
  options.widths = {4, 3, 2};
  options.precision = Precision::kFloat32;
  options.rule.kind = RuleKind::kBp;
  run();
  EXPECT_EQ(network->weights(1).weights->rows(), 3);
  EXPECT_EQ(network->weights(2).weights->as<float>().rows(), 2);
  EXPECT_EQ(network->weights(2).version, 3u);
}

TEST_F(NetworkTest, OfOneLayerMovesNoWeights) {
  options.widths = {4, 4};
  run();
  EXPECT_EQ(network->layers(), 1);
  EXPECT_EQ(network->weights(1).version, 3u);
  EXPECT_FALSE(counter->counts.contains("transport.1 weight_transport"));
}

TEST_F(NetworkTest, KnowsItsActorsByName) {
  run();
  const auto names = actor_names(2);
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(network->name_of(ActorId{i}), names[i]);
  }
  EXPECT_EQ(network->name_of(sim::kOutside), "outside");
  EXPECT_EQ(network->engine().actors(), names.size());
}

TEST_F(NetworkTest, RefusesLayersItHasNot) {
  run();
  EXPECT_THROW(network->weights(0), std::out_of_range);
  EXPECT_THROW(network->weights(3), std::out_of_range);
}

TEST(LayerOptions, LeaveTheTopFreeWhenToldTo) {
  NetworkOptions options;
  options.widths = {4, 4, 4};
  EXPECT_FALSE(layer_options(options, 1).regularizer);
  options.regularizer = RegularizerOptions{.lambda = 0.5, .top_layer = false};
  ASSERT_TRUE(layer_options(options, 1).regularizer);
  EXPECT_EQ(layer_options(options, 1).regularizer->lambda, 0.5);
  EXPECT_FALSE(layer_options(options, 2).regularizer);
  options.regularizer->top_layer = true;
  EXPECT_TRUE(layer_options(options, 2).regularizer);
}

TEST(FeedbackLayerOptions, KnowWhichLayerOfHowMany) {
  NetworkOptions options;
  options.widths = {4, 4, 4, 4};
  options.rule.gamma = 0.5;
  const FeedbackLayerOptions out = feedback_layer_options(options, 2);
  EXPECT_EQ(out.layer, 2);
  EXPECT_EQ(out.layers, 3);
  EXPECT_EQ(out.rule.gamma, 0.5);
}

TEST(FeedbackLayerOptions, KnowWhatTheLayerReads) {
  NetworkOptions options;
  options.widths = {9, 7, 4};
  EXPECT_EQ(feedback_layer_options(options, 2).inputs, 4);
  options.reading = Reading::kAllAtFirst;
  EXPECT_EQ(feedback_layer_options(options, 1).inputs, 9);
  EXPECT_EQ(feedback_layer_options(options, 2).inputs, 4);
  options.reading = Reading::kAll;
  EXPECT_EQ(feedback_layer_options(options, 2).inputs, 7);
}

// What must not compile: a network is a resource, and is neither copied nor moved.
static_assert(!std::is_copy_constructible_v<Network>);
static_assert(!std::is_move_constructible_v<Network>);

}  // namespace
}  // namespace neurons
