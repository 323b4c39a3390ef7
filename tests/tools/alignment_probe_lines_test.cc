// What the alignment probe tells, of which samples, and what it keeps until then.
#include "tests/tools/probe_rig.h"

namespace lab {
namespace {

TEST_F(ProbeByHand, TellsVersionsStalenessAndTime) {
  now_ns = 30;
  present(0, 2, 0.5);
  set_weight(1, 1, 1);
  travel(
      "deliver.1",
      Target{
          .sample = 0, .layer = 1, .feedback_version = 3, .values = one(2.5), .delivered = true});
  now_ns = 100;
  note({.kind = NoteKind::kLearned,
        .layer = 1,
        .sample = 0,
        .target_sample = 0,
        .activity_sample = 0,
        .staleness = 1,
        .late = true});
  const auto found = line();
  EXPECT_EQ(found["staleness"][0], 1);
  EXPECT_EQ(found["late"][0], true);
  EXPECT_EQ(found["activity_version"][0], 0);
  EXPECT_EQ(found["feedback_version"][0], 3);
  EXPECT_EQ(found["since_presentation_ns"][0], 70);
  EXPECT_TRUE(found["staleness"][1].is_null());
}

TEST_F(ProbeByHand, RejectedAndMissedAreToldAndNotJudged) {
  present(0, 2, 0.5);
  deliver(1, 7, 2.5);
  note({.kind = NoteKind::kRejected,
        .layer = 1,
        .sample = 0,
        .target_sample = 7,
        .activity_sample = 0});
  note({.kind = NoteKind::kMissed, .layer = 2, .sample = 0});
  const auto lines = probe->take_lines();
  ASSERT_EQ(lines.size(), 1u) << "told when the last layer closes";
  EXPECT_EQ(lines[0]["outcome"], (std::vector<std::string>{"rejected", "missed"}));
  EXPECT_EQ(lines[0]["mismatch"], (std::vector<bool>{true, false}));
  EXPECT_TRUE(lines[0]["cosine"][0].is_null());
}

TEST_F(ProbeByHand, OnlyEveryNthSampleIsProbed) {
  make_probe({.layers = 2, .classes = 1, .every_updates = 3});
  std::vector<Sample> told;
  for (Sample sample = 0; sample < 8; ++sample) {
    present(sample, 2, 0.5);
    learn(1, sample);
    learn(2, sample);
    for (const auto& found : probe->take_lines()) told.push_back(found["sample"]);
  }
  EXPECT_EQ(told, (std::vector<Sample>{0, 3, 6}));
}

TEST_F(ProbeByHand, TheSummaryIsTheMeanOfWhatWasJudged) {
  for (const Sample sample : {0, 1}) {
    present(sample, 2, 0.5);
    deliver(1, sample, sample == 0 ? 2.5 : -7.5);
    learn(1, sample);
    note({.kind = NoteKind::kMissed, .layer = 2, .sample = sample});
  }
  const auto found = probe->summary();
  EXPECT_DOUBLE_EQ(found["cosine"][0], 0);
  EXPECT_DOUBLE_EQ(found["norm_ratio"][0], 2);
  EXPECT_TRUE(found["cosine"][1].is_null());
  EXPECT_EQ(found["updates"], 2);
}

// Weights are kept for as long as an activity of theirs is remembered, and no longer.
TEST_F(ProbeByHand, KeepsNoMoreThanThePopulationsRemember) {
  make_probe({.layers = 2, .classes = 1, .memory = 3});
  std::vector<std::weak_ptr<const neurons::Tensor>> made;
  for (Sample sample = 0; sample < 500; ++sample) {
    set_weight(2, 1, static_cast<std::uint64_t>(sample));
    made.push_back(weights[2].weights);
    present(sample, 2, 0.5);  // and no layer ever learns
  }
  std::size_t alive = 0;
  for (const auto& version : made) alive += version.expired() ? 0u : 1u;
  EXPECT_EQ(alive, 3u);
}

}  // namespace
}  // namespace lab
