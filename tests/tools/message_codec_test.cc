// Messages to Protobuf bytes and back: every kind, field by field, and what is no message.
#include "tools/lab/recording/message_codec.h"

#include <gtest/gtest.h>

#include <limits>

#include "protocols/bad_input.h"

namespace lab {
namespace {

using neurons::Activity;
using neurons::Matrix;
using neurons::Target;
using neurons::TensorPtr;
using neurons::WeightTransport;
namespace wire = protocols::wire;

template <class Scalar = float>
TensorPtr tensor(Eigen::Index rows, Eigen::Index cols, double first) {
  Matrix<Scalar> values(rows, cols);
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    values.data()[i] = static_cast<Scalar>(first + 0.1 * static_cast<double>(i));
  }
  return neurons::share(std::move(values));
}

void expect_same(const TensorPtr& found, const TensorPtr& wanted) {
  ASSERT_TRUE(found && wanted);
  EXPECT_EQ(found->precision(), wanted->precision());
  ASSERT_EQ(found->rows(), wanted->rows());
  ASSERT_EQ(found->cols(), wanted->cols());
  EXPECT_EQ(found->to_double(), wanted->to_double());
}

template <class Body>
Body through(const Body& body) {
  sim::Event<neurons::Message> event{.key = {}, .cause = {}, .sent = {}, .message = body};
  Loopback{}.pass(event);
  return std::get<Body>(event.message);
}

TEST(MessageCodec, KeepsAnActivity) {
  const Activity in{7, 3, 12, tensor(3, 2, 1), tensor(3, 2, 50), tensor(3, 2, 1)->digest()};
  const Activity out = through(in);
  EXPECT_EQ(out.sample, 7);
  EXPECT_EQ(out.layer, 3);
  EXPECT_EQ(out.version, 12U);
  EXPECT_EQ(out.digest, in.digest);
  expect_same(out.activity, in.activity);
  expect_same(out.slope, in.slope);
}

TEST(MessageCodec, KeepsAnActivityWithoutSlope) {
  EXPECT_EQ(through(Activity{0, 0, 0, tensor(1, 1, 0), nullptr, 0}).slope, nullptr);
}

TEST(MessageCodec, KeepsBothPrecisionsToTheLastBit) {
  Matrix<float> single(1, 4);
  single << -0.0F, std::numeric_limits<float>::denorm_min(), 0.1F,
      std::numeric_limits<float>::infinity();
  Matrix<double> twice(1, 3);
  twice << 0.1, std::numeric_limits<double>::denorm_min(), -1e308;
  for (const TensorPtr& values : {neurons::share(single), neurons::share(twice)}) {
    const Activity out = through(Activity{0, 0, 0, values, nullptr, values->digest()});
    expect_same(out.activity, values);
    EXPECT_EQ(out.digest, values->digest());
  }
}

TEST(MessageCodec, KeepsACoincidence) {
  const neurons::Coincidence in{
      -1, 2, 7, tensor(3, 2, 1), tensor(4, 2, 50), tensor(4, 2, 50)->digest()};
  const neurons::Coincidence out = through(in);
  EXPECT_EQ(out.sample, -1);
  EXPECT_EQ(out.layer, 2);
  EXPECT_EQ(out.round, 7U);
  EXPECT_EQ(out.digest, in.digest);
  expect_same(out.pre, in.pre);
  expect_same(out.post, in.post);
}

TEST(MessageCodec, KeepsAReconstructionAndThatThereIsNone) {
  const neurons::Reconstruction in{2, 7, tensor(3, 2, 1), tensor(3, 2, 1)->digest()};
  const neurons::Reconstruction out = through(in);
  EXPECT_EQ(out.layer, 2);
  EXPECT_EQ(out.round, 7U);
  EXPECT_EQ(out.digest, in.digest);
  expect_same(out.error, in.error);
  EXPECT_EQ(through(neurons::Reconstruction{2, 7, nullptr}).error, nullptr);
}

TEST(MessageCodec, KeepsATarget) {
  for (const auto coding : {neurons::Coding::kAbsolute, neurons::Coding::kDifference}) {
    const Target in{.sample = 1LL << 40,
                    .layer = 2,
                    .coding = coding,
                    .activity_version = 5,
                    .feedback_version = 6,
                    .gain = {1000.0, 1e6},
                    .values = tensor<double>(2, 2, -1),
                    .digest = tensor<double>(2, 2, -1)->digest()};
    const Target out = through(in);
    EXPECT_EQ(out.sample, in.sample);
    EXPECT_EQ(out.layer, 2);
    EXPECT_EQ(out.coding, coding);
    EXPECT_EQ(out.activity_version, 5U);
    EXPECT_EQ(out.feedback_version, 6U);
    EXPECT_EQ(out.gain, in.gain);
    EXPECT_EQ(out.digest, in.digest);
    expect_same(out.values, in.values);
  }
}

TEST(MessageCodec, KeepsAWeightTransport) {
  const WeightTransport in{4, 2, {tensor(3, 3, 1), tensor(3, 1, 9), 8}};
  const WeightTransport out = through(in);
  EXPECT_EQ(out.sample, 4);
  EXPECT_EQ(out.layer, 2);
  EXPECT_EQ(out.weights.version, 8U);
  expect_same(out.weights.weights, in.weights.weights);
  expect_same(out.weights.bias, in.weights.bias);
}

TEST(MessageCodec, KeepsEveryKindOfReport) {
  using enum sim::ReportKind;
  for (const auto kind : {kPresented, kActive, kTargeted, kLearned, kRested}) {
    EXPECT_EQ(through(sim::Report{kind, 4, 9}), (sim::Report{kind, 4, 9}));
  }
}

TEST(MessageCodec, KeepsEveryKindOfOrder) {
  using enum sim::Phase;
  for (const auto phase : {kInfer, kTarget, kLearn, kRest}) {
    EXPECT_EQ(through(sim::Order{phase, 4, 9}), (sim::Order{phase, 4, 9}));
  }
}

TEST(MessageCodec, KeepsWhatClocksSay) {
  EXPECT_EQ(through(sim::Token{3, -5}), (sim::Token{3, -5}));
  EXPECT_EQ(through(sim::Token{3, std::numeric_limits<std::int64_t>::min()}),
            (sim::Token{3, std::numeric_limits<std::int64_t>::min()}));
  EXPECT_EQ(through(sim::Timer{1ULL << 63}), sim::Timer{1ULL << 63});
  EXPECT_EQ(through(sim::Quiet{11}), sim::Quiet{11});
  EXPECT_EQ(through(sim::Begin{}), sim::Begin{});
  EXPECT_EQ(through(sim::Order{.sample = sim::kNoSample}).sample, sim::kNoSample);
}

TEST(MessageCodec, KeepsTheStakeOfEveryMessageThatMayHaveOne) {
  const sim::Stake stake{7, sim::Phase::kTarget};
  EXPECT_EQ(through(Activity{.activity = tensor(1, 1, 0), .slope = nullptr, .stake = stake}).stake,
            stake);
  EXPECT_EQ(through(Target{.values = tensor(1, 1, 0), .stake = stake}).stake, stake);
  EXPECT_EQ(
      through(WeightTransport{.weights = {tensor(1, 1, 0), tensor(1, 1, 0), 0}, .stake = stake})
          .stake,
      stake);
  EXPECT_EQ(through(sim::Order{.stake = stake}).stake, stake);
  const sim::Report report{sim::ReportKind::kReturned, 2, 5, 0.25, stake};
  EXPECT_EQ(through(report), report);
  EXPECT_FALSE(through(sim::Order{}).stake.any());
}

TEST(MessageCodec, KeepsWhoSentAToken) {
  EXPECT_EQ(through(sim::Token{3, -7, 4}), (sim::Token{3, -7, 4}));
}

void fill(wire::Tensor& out, std::uint32_t rows, std::uint32_t cols, int values) {
  out.set_rows(rows);
  out.set_cols(cols);
  for (int i = 0; i < values; ++i) out.add_float32(1);
}

// Each is a whole message but for what the test spoils.
wire::Message activity() {
  wire::Message out;
  fill(*out.mutable_activity()->mutable_activity(), 2, 2, 4);
  return out;
}

wire::Message target() {
  wire::Message out;
  fill(*out.mutable_target()->mutable_values(), 2, 2, 4);
  out.mutable_target()->add_gain(1);
  return out;
}

TEST(MessageCodec, ReadsTheMessagesThatTheNextTestsSpoil) {
  EXPECT_NO_THROW(from_proto(activity()));
  EXPECT_NO_THROW(from_proto(target()));
}

TEST(MessageCodec, RefusesAMessageWithoutABody) {
  EXPECT_THROW(from_proto({}), protocols::BadInput);
}

TEST(MessageCodec, RefusesAPayloadThatIsNotOfTheSizeOfItsShape) {
  wire::Message message = activity();
  message.mutable_activity()->mutable_activity()->add_float32(1);
  EXPECT_THROW(from_proto(message), protocols::BadInput);
  message = activity();
  message.mutable_activity()->mutable_activity()->set_rows(3);
  EXPECT_THROW(from_proto(message), protocols::BadInput);
  // 2^31 x 2^31 x 4 values are 2^64 bytes: nothing is allocated before the sizes are compared.
  message.mutable_activity()->mutable_activity()->set_rows(1U << 31);
  message.mutable_activity()->mutable_activity()->set_cols(1U << 31);
  EXPECT_THROW(from_proto(message), protocols::BadInput);
}

TEST(MessageCodec, RefusesAMissingOrEmptyPayload) {
  wire::Message message;
  message.mutable_activity();
  EXPECT_THROW(from_proto(message), protocols::BadInput);
  message.mutable_target()->add_gain(1);
  EXPECT_THROW(from_proto(message), protocols::BadInput);
  message.mutable_weight_transport();
  EXPECT_THROW(from_proto(message), protocols::BadInput);
}

TEST(MessageCodec, RefusesAPayloadOfTwoPrecisions) {
  wire::Message message = activity();
  for (int i = 0; i < 4; ++i) message.mutable_activity()->mutable_activity()->add_float64(1);
  EXPECT_THROW(from_proto(message), protocols::BadInput);
}

TEST(MessageCodec, RefusesGainsThatAreNeitherOneNorOneForEachColumn) {
  wire::Message message = target();
  message.mutable_target()->clear_gain();
  EXPECT_THROW(from_proto(message), protocols::BadInput);
  for (int i = 0; i < 3; ++i) message.mutable_target()->add_gain(1);
  EXPECT_THROW(from_proto(message), protocols::BadInput);
}

TEST(MessageCodec, RefusesNamesThatItDoesNotKnow) {
  wire::Message message = target();
  message.mutable_target()->set_coding(static_cast<wire::Target::Coding>(2));
  EXPECT_THROW(from_proto(message), protocols::BadInput);
  message.mutable_report()->set_kind(static_cast<wire::Report::Kind>(6));
  EXPECT_THROW(from_proto(message), protocols::BadInput);
  message.mutable_order()->set_phase(static_cast<wire::Phase>(-1));
  EXPECT_THROW(from_proto(message), protocols::BadInput);
}

}  // namespace
}  // namespace lab
