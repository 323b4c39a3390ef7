// Messages: what each kind answers about itself, and what its digest tells apart.
#include "neurons/messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <type_traits>
#include <vector>

#include "tests/neurons/numbers.h"

namespace neurons {
namespace {

using testing::ElementsAre;

const TensorPtr kTwo = share(column<double>({1, 2}));    // 16 bytes
const TensorPtr kOther = share(column<double>({1, 3}));  // another payload

Activity activity() { return {5, 2, 7, kTwo, nullptr, kTwo->digest()}; }
Target target() { return {.sample = 5, .layer = 2, .values = kTwo, .digest = kTwo->digest()}; }
WeightTransport transport() { return {5, 2, {kTwo, kOther, 3}}; }

// One of each, in the order of the variant.
std::vector<Message> one_of_each() {
  return {activity(),
          target(),
          transport(),
          sim::Report{sim::ReportKind::kActive, 2, 5},
          sim::Order{sim::Phase::kLearn, 2, 5},
          sim::Token{2, 5},
          sim::Timer{5},
          sim::Quiet{5},
          sim::Begin{},
          LocalStep{5},
          Coincidence{5, 2, 1, kTwo, kTwo, kTwo->digest()},
          Reconstruction{2, 1, kTwo, kTwo->digest()}};
}

template <class T, class F>
std::vector<T> of_each(F function) {
  std::vector<T> out;
  for (const Message& message : one_of_each()) out.push_back(function(message));
  return out;
}

TEST(MessageKind, HasAName) {
  EXPECT_THAT(
      of_each<std::string_view>(kind_of),
      ElementsAre("activity", "target", "weight_transport", "report", "order", "token", "timer",
                  "quiet", "begin", "local_step", "coincidence", "reconstruction"));
}

TEST(MessageSample, IsTheOneThatCausedDataAndNoneForClocks) {
  constexpr Sample kNone = sim::kNoSample;
  EXPECT_THAT(of_each<Sample>(sample_of),
              ElementsAre(5, 5, 5, kNone, kNone, kNone, kNone, kNone, kNone, 5, 5, kNone));
}

TEST(MessageLocality, EndsWhereWeightsMoveAndOraclesSpeak) {
  EXPECT_THAT(of_each<bool>(is_local), ElementsAre(true, true, false, true, true, true, true, false,
                                                   true, true, true, true));
}

TEST(MessageBytes, AreAHeaderAndThePayload) {
  EXPECT_THAT(of_each<std::size_t>(bytes_of),
              ElementsAre(32 + 16, 32 + 8 + 16, 32 + 16 + 16, 32, 32, 32, 32, 32, 32, 32, 32 + 32,
                          32 + 16));
}

TEST(MessageBytes, CountSlopeAndGainToo) {
  Activity local = activity();
  local.slope = kTwo;
  EXPECT_EQ(bytes_of(local), 32u + 16 + 16);
  Target many = target();
  many.gain = {1, 2, 3};
  EXPECT_EQ(bytes_of(many), 32u + 24 + 16);
}

TEST(MessageBytes, OfNoPayloadAreTheHeader) {
  EXPECT_EQ(bytes_of(Activity{}), 32u);
  EXPECT_EQ(bytes_of(WeightTransport{}), 32u);
}

// All digests of a list differ.
void expect_different(const std::vector<Message>& messages) {
  std::set<std::uint64_t> digests;
  for (const Message& message : messages) digests.insert(digest_of(message));
  EXPECT_EQ(digests.size(), messages.size());
}

TEST(MessageDigest, TellsKindsApart) { expect_different(one_of_each()); }

TEST(MessageDigest, TellsKindsApartThatSayTheSame) {
  Activity a = activity();
  Target t = target();
  EXPECT_EQ(a.digest, t.digest);
  expect_different({a, t});
  expect_different({Activity{}, Target{}, WeightTransport{}, sim::Report{}, sim::Order{},
                    sim::Token{}, sim::Timer{}, sim::Quiet{}, sim::Begin{}});
}

TEST(MessageDigest, IsTheSameForTheSame) {
  for (std::size_t i = 0; i < one_of_each().size(); ++i) {
    EXPECT_EQ(digest_of(one_of_each()[i]), digest_of(one_of_each()[i])) << i;
  }
}

TEST(MessageDigest, TellsActivitiesApart) {
  std::vector<Message> list{activity()};
  Activity a = activity();
  a.sample = 6;
  list.push_back(a);
  a = activity();
  a.layer = 3;
  list.push_back(a);
  a = activity();
  a.digest = kOther->digest();
  list.push_back(a);
  expect_different(list);
}

TEST(MessageDigest, TellsTargetsApart) {
  std::vector<Message> list{target()};
  Target t = target();
  t.sample = 6;
  list.push_back(t);
  t = target();
  t.layer = 3;
  list.push_back(t);
  t = target();
  t.digest = kOther->digest();
  list.push_back(t);
  expect_different(list);
}

TEST(MessageDigest, TellsWeightsApartByTheirVersion) {
  WeightTransport newer = transport(), later = transport(), higher = transport();
  newer.weights.version = 4;
  later.sample = 6;
  higher.layer = 3;
  expect_different({transport(), newer, later, higher});
}

TEST(MessageDigest, TellsClockMessagesApart) {
  using sim::Phase;
  using sim::ReportKind;
  expect_different({sim::Report{ReportKind::kActive, 2, 5}, sim::Report{ReportKind::kLearned, 2, 5},
                    sim::Report{ReportKind::kActive, 3, 5}, sim::Report{ReportKind::kActive, 2, 6},
                    sim::Order{Phase::kLearn, 2, 5}, sim::Order{Phase::kRest, 2, 5},
                    sim::Order{Phase::kLearn, 3, 5}, sim::Order{Phase::kLearn, 2, 6},
                    sim::Token{2, 5}, sim::Token{3, 5}, sim::Token{2, 6}, sim::Timer{5},
                    sim::Timer{6}, sim::Quiet{5}, sim::Quiet{6}});
}

// What must not compile: changing a payload that was sent.
static_assert(std::is_same_v<decltype(*std::declval<Activity&>().activity), const Tensor&>);
static_assert(std::is_same_v<decltype(*std::declval<Target&>().values), const Tensor&>);
static_assert(std::is_same_v<decltype(*std::declval<Weights&>().weights), const Tensor&>);

}  // namespace
}  // namespace neurons
