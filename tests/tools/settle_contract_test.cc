// Was what the clock took for settled what it became? By hand for two layers of one unit, then in
// whole runs: a clock that waits keeps the contract, a schedule that is too short breaks it.
#include "tools/lab/watch/settle_contract.h"

#include <gtest/gtest.h>

#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

using neurons::Matrix;
using sim::NoteKind;
using sim::Phase;
using sim::Sample;

neurons::TensorPtr one(double value) {
  return neurons::share(Matrix<double>(Matrix<double>::Constant(1, 1, value)));
}

class ContractByHand : public testing::Test {
 protected:
  void present(Sample sample) {
    contract.on_note({.kind = NoteKind::kPresented, .sample = sample}, {});
  }
  void order(Phase phase, sim::Layer layer, Sample sample) {
    travel("clock.order." + std::to_string(layer), sim::Order{phase, layer, sample});
  }
  void speak(sim::Layer layer, Sample sample, double value) {
    travel("local." + std::to_string(layer),
           neurons::Activity{sample, layer, 0, one(value), one(1), 0});
  }
  void deliver(sim::Layer layer, Sample sample, double value) {
    travel(
        "deliver." + std::to_string(layer),
        neurons::Target{.sample = sample, .layer = layer, .values = one(value), .delivered = true});
  }
  void close(Sample sample) {
    for (const sim::Layer layer : {1, 2}) {
      contract.on_note({.kind = NoteKind::kLearned, .layer = layer, .sample = sample}, {});
    }
  }

  void travel(const std::string& name, const Message& message) {
    const auto plans = neurons::link_plans(2);
    sim::Event<Message> event{{}, {}, {}, sim::kNoLink, message};
    for (std::uint32_t i = 0; i < plans.size(); ++i) {
      if (plans[i].name == name) event.link = {i};
    }
    contract.on_send(event, sim::Fate::kQueued);
    contract.on_receive(event);
  }

  SettleContract contract{{.layers = 2, .allowed = 0.1}};
};

TEST_F(ContractByHand, WhatStaysIsKept) {
  present(0);
  speak(1, 0, 2);
  speak(2, 0, 3);
  order(Phase::kTarget, 3, 0);
  deliver(2, 0, 1);
  order(Phase::kLearn, 2, 0);
  close(0);
  EXPECT_EQ(contract.summary()["checked"], 3);  // two activities and a target
  EXPECT_EQ(contract.violated(), 0u);
  EXPECT_EQ(contract.summary()["worst"], 0.0);
  EXPECT_TRUE(contract.summary()["worst_layer"].is_null());
}

// 2 when it was declared settled, 4 in the end: half of it was missing.
TEST_F(ContractByHand, TheResidualIsRelativeToTheFinalValue) {
  present(0);
  speak(1, 0, 2);
  speak(2, 0, 3);
  order(Phase::kTarget, 3, 0);
  speak(1, 0, 4);
  speak(2, 0, 3.03);
  close(0);
  const auto found = contract.summary();
  EXPECT_EQ(found["violated"], 1);
  EXPECT_DOUBLE_EQ(found["worst"].get<double>(), 0.5);
  EXPECT_EQ(found["worst_of"], "activity");
  EXPECT_EQ(found["worst_layer"], 1);
  EXPECT_EQ(found["worst_sample"], 0);
}

TEST_F(ContractByHand, RelativeToNothingItIsNoneOrOne) {
  present(0);
  speak(1, 0, 0);
  speak(2, 0, 2);
  order(Phase::kTarget, 3, 0);
  speak(1, 0, 0);
  speak(2, 0, 0);
  close(0);
  EXPECT_EQ(contract.violated(), 1u);
  EXPECT_EQ(contract.summary()["worst"], 1.0);
  EXPECT_EQ(contract.summary()["worst_layer"], 2);
}

TEST_F(ContractByHand, MoreThanIsAllowedIsAViolation) {
  present(0);
  speak(1, 0, 4);
  speak(2, 0, 4.75);
  order(Phase::kTarget, 3, 0);
  speak(1, 0, 5);  // 0.2
  speak(2, 0, 5);  // 0.05
  close(0);
  EXPECT_EQ(contract.violated(), 1u);
}

TEST_F(ContractByHand, TheFirstViolationIsTold) {
  for (const Sample sample : {0, 1}) {
    present(sample);
    order(Phase::kLearn, 2, sample);
    close(sample);
  }
  EXPECT_EQ(contract.violated(), 2u);
  EXPECT_NE(contract.breach().find("layer 2 for sample 0"), std::string::npos);
}

TEST_F(ContractByHand, TheValueIsThatOfTheFirstOrder) {
  present(0);
  speak(1, 0, 2);
  speak(2, 0, 2);
  order(Phase::kTarget, 3, 0);
  speak(1, 0, 4);
  order(Phase::kTarget, 3, 0);
  close(0);
  EXPECT_DOUBLE_EQ(contract.summary()["worst"].get<double>(), 0.5);
}

TEST_F(ContractByHand, WhatWasNotThereYetHasAResidualOfOne) {
  present(0);
  order(Phase::kLearn, 1, 0);
  deliver(1, 0, 5);
  order(Phase::kLearn, 2, 0);  // and this one never came
  close(0);
  const auto found = contract.summary();
  EXPECT_EQ(found["checked"], 2);
  EXPECT_EQ(found["violated"], 2);
  EXPECT_EQ(found["worst"], 1.0);
  EXPECT_EQ(found["worst_of"], "target");
}

TEST_F(ContractByHand, WhatTheClockDidNotDeclareIsNotCompared) {
  present(0);
  speak(1, 0, 2);
  deliver(1, 0, 5);
  order(Phase::kInfer, 0, 0);
  order(Phase::kRest, 1, 0);
  close(0);
  EXPECT_EQ(contract.summary()["checked"], 0);
}

TEST_F(ContractByHand, WhatComesAfterTheLedgerClosedDoesNotCount) {
  present(0);
  speak(1, 0, 2);
  speak(2, 0, 2);
  order(Phase::kTarget, 3, 0);
  close(0);
  speak(1, 0, 4);
  contract.close();
  EXPECT_EQ(contract.violated(), 0u);
}

TEST_F(ContractByHand, OtherSamplesAndLayersAreNotMeant) {
  for (const Sample sample : {0, 1}) {
    present(sample);
    speak(1, sample, 2);
    speak(2, sample, 2);
  }
  order(Phase::kTarget, 3, 0);
  speak(1, 1, 4);
  order(Phase::kLearn, 1, 1);
  close(0);
  EXPECT_EQ(contract.summary()["checked"], 2);
  EXPECT_EQ(contract.violated(), 0u);
}

TEST_F(ContractByHand, AtTheEndWhatIsOpenIsComparedToo) {
  present(0);
  order(Phase::kLearn, 1, 0);
  EXPECT_EQ(contract.violated(), 0u);
  contract.close();
  EXPECT_EQ(contract.violated(), 1u);
  EXPECT_EQ(contract.breach(),
            "the settle contract is broken: the target of layer 1 for sample 0 had a residual of 1 "
            "when the clock declared it settled, 0.1 is allowed");
}

TEST_F(ContractByHand, KeepsOnlyAFewSamplesThatNeverClose) {
  std::vector<std::weak_ptr<const neurons::Tensor>> made;
  for (Sample sample = 0; sample < 100; ++sample) {
    present(sample);
    const neurons::Activity activity{sample, 1, 0, one(1), one(1), 0};
    made.push_back(activity.activity);
    travel("local.1", activity);
  }
  std::size_t alive = 0;
  for (const auto& value : made) alive += value.expired() ? 0u : 1u;
  EXPECT_LE(alive, 8u);
}

class ContractRun : public testing::Test {
 protected:
  Outcome outcome_of(const Overrides& overrides, const RunOptions& options = {}) {
    return run_tiny(folder_.path(), overrides, options);
  }

 private:
  TemporaryFolder folder_;
};

// 10 us a link: the targets of layers 3, 2 and 1 are there 30, 40 and 50 us after the order.
const Overrides kTooShort = {"clock.lockstep={infer: \"60us\" target: \"35us\"}"};

TEST_F(ContractRun, AClockThatWaitsKeepsIt) {
  const Outcome outcome = outcome_of({"contract={strict: true}"});
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  EXPECT_EQ(outcome.summary["contract"]["checked"], 20 * 3 * 2);
  EXPECT_EQ(outcome.summary["contract"]["violated"], 0);
}

TEST_F(ContractRun, AScheduleThatIsTooShortIsCounted) {
  const Outcome outcome = outcome_of(kTooShort + Overrides{"contract={}"});
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  const Json& found = outcome.summary["contract"];
  EXPECT_EQ(found["checked"], 20 * 3 * 2);
  EXPECT_EQ(found["violated"], 20 * 2) << "activities and the top were in time " << found;
  EXPECT_EQ(found["worst_of"], "target");
  EXPECT_EQ(found["worst"], 1.0);
  EXPECT_FALSE(outcome_of(kTooShort).summary.contains("contract"));
}

TEST_F(ContractRun, StrictEndsItAtTheFirstViolation) {
  const Outcome outcome = outcome_of(kTooShort + Overrides{"contract={strict: true}"});
  EXPECT_EQ(outcome.ending, Ending::kContractBroken);
  EXPECT_EQ(outcome.summary["ending"], "contract broken");
  EXPECT_EQ(outcome.summary["step"], 1);
  EXPECT_NE(outcome.trouble.find("sample 0 had a residual of 1"), std::string::npos);
}

TEST_F(ContractRun, NobodyNoticesIt) {
  for (const Overrides& links : {Overrides{}, kLossy, kTooShort}) {
    for (const std::size_t threads : {1u, 8u}) {
      const std::string usual = fingerprint_of(outcome_of(links, with_threads(threads)));
      EXPECT_EQ(fingerprint_of(outcome_of(links + Overrides{"contract={}"}, with_threads(threads))),
                usual);
    }
  }
}

TEST_F(ContractRun, TheEncodingOfMessagesBreaksNoContract) {
  const Overrides duplicates = {"contract={settled_residual: 0}",
                                "link[1]={match: \"deliver.*\" duplicate: 1}"};
  EXPECT_EQ(outcome_of(duplicates, with_loopback()).summary["contract"]["violated"], 0);
}

}  // namespace
}  // namespace lab
