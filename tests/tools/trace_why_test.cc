// gaitsim trace why. Every update of a whole run, and every one that did not happen, is explained,
// and each explanation is checked against the rows of the trace by other means: here by looking up
// links by name. The run is configs/late-targets.textproto on small layers: four of them, targets
// that come late, and links that lose some.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "protocols/bad_input.h"
#include "tests/tools/trace_copy.h"
#include "tools/lab/trace/ask/slice.h"
#include "tools/lab/trace/ask/why.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using trace::EventRow;

constexpr int kSteps = 40, kLayers = 4;

class TraceWhy : public testing::Test {
 protected:
  static Overrides small(const Overrides& more = {}) {
    return Overrides{"network.tower={widths: [784, 24, 24, 16, 12]}",
                     "data.glyphs={train: 320 test: 60}", "data.batch=8", "run={steps: 40}",
                     "trace={}"} +
           more;
  }
  void run_late(const Overrides& more = {}) {
    run_file(kSource / "configs/late-targets.textproto", small(more), out_.path());
    open(out_.path() / "trace.gtrace");
  }
  void run_tiny_with(const Overrides& more) { open(traced_tiny(out_.path(), more)); }
  void open(const std::filesystem::path& file) {
    trace_.emplace(file);
    copy_.emplace(file);
  }

  Json why(int layer, int sample) { return Json(trace::why_update(*trace_, layer, sample)); }

  // Of a sample on a link: the one that is received first, else a lost one, else null.
  const EventRow* on(const std::string& link, int sample, const std::string& detail = "") const {
    const EventRow* best = nullptr;
    for (const EventRow& row : copy_->rows) {
      if (row.sample != sample || trace_->link(row.link) != link) continue;
      if (!detail.empty() && trace_->detail(row) != detail) continue;
      const bool better = best == nullptr || (is_lost(best->fate) && !is_lost(row.fate)) ||
                          (!is_lost(row.fate) && row.at < best->at);
      if (better) best = &row;
    }
    return best;
  }
  const EventRow* learn_order(int layer, int sample) const {
    return on("clock.order." + std::to_string(layer), sample, "learn");
  }
  // The first link from the label down that lost the target of a sample, or "".
  std::string loser(int layer, int sample) const {
    std::vector<std::string> links = {"feedback.label"};
    for (int l = kLayers; l > layer; --l) links.push_back("feedback." + std::to_string(l));
    for (const std::string& link : links) {
      const EventRow* row = on(link, sample);
      if (row != nullptr && is_lost(row->fate)) return link;
    }
    return "";
  }

  void expect_sound(const Json& answer) {
    std::set<std::string> seen;
    for (const Json& node : answer["nodes"]) {
      if (node["message"].is_null()) continue;
      EXPECT_TRUE(seen.insert(node["message"]["event"]).second) << "twice: " << node;
      for (const Json& need : node["needs"]) {
        const Json& below = answer["nodes"][need["node"].get<std::size_t>()];
        if (below["message"].is_null() || below["state"] != "there") continue;
        EXPECT_LE(below["message"]["received_ns"], node["message"]["sent_ns"]) << node << below;
      }
    }
  }
  void expect_input_and_label(const Json& answer, int sample) {
    const std::string all = answer["nodes"].dump();
    const EventRow *input = on("feedforward.1", sample), *label = on("feedback.label", sample);
    ASSERT_TRUE(input != nullptr && label != nullptr);
    EXPECT_THAT(all, HasSubstr('"' + trace_->event(input->id) + '"'));
    EXPECT_THAT(all, HasSubstr('"' + trace_->event(label->id) + '"'));
  }
  // What the node needs in this role.
  static Json need(const Json& answer, const std::string& role, std::size_t of = 0) {
    for (const Json& one : answer["nodes"][of]["needs"]) {
      if (one["role"] == role) return answer["nodes"][one["node"].get<std::size_t>()];
    }
    return {};
  }

  TemporaryFolder out_;
  std::optional<trace::TraceFile> trace_;
  std::optional<TraceCopy> copy_;
};

TEST_F(TraceWhy, EveryUpdateIsExplainedByItsOwnMessages) {
  run_late();
  int learned = 0;
  for (const trace::NoteRow& note : copy_->notes) {
    if (note.note.kind != sim::NoteKind::kLearned) continue;
    ++learned;
    const int layer = note.note.layer, sample = static_cast<int>(note.note.sample);
    const Json answer = why(layer, sample);
    EXPECT_EQ(answer["outcome"], "learned");
    EXPECT_EQ(need(answer, "learn order")["message"]["event"], trace_->event(note.during));
    const EventRow* target = on("deliver." + std::to_string(layer), sample);
    EXPECT_EQ(need(answer, "target")["message"]["event"], trace_->event(target->id));
    expect_sound(answer);
    expect_input_and_label(answer, sample);
  }
  EXPECT_GT(learned, kSteps);
}

TEST_F(TraceWhy, EveryUpdateThatDidNotHappenHasItsReason) {
  run_late();
  int late = 0, lost = 0, pushed_out = 0;
  for (const trace::NoteRow& note : copy_->notes) {
    const bool rejected = note.note.kind == sim::NoteKind::kRejected;
    if (!rejected && note.note.kind != sim::NoteKind::kMissed) continue;
    const int layer = note.note.layer, sample = static_cast<int>(note.note.sample);
    const Json answer = why(layer, sample);
    EXPECT_EQ(answer["outcome"], rejected ? "rejected" : "missed");
    expect_sound(answer);
    const std::string reason = answer["why"];
    const EventRow* target = on("deliver." + std::to_string(layer), sample);
    const EventRow* order = learn_order(layer, sample);
    const std::string place = std::to_string(layer) + "," + std::to_string(sample);
    if (target != nullptr) {
      ++late;
      const double us = static_cast<double>(target->at.ns - order->at.ns) / 1000;
      EXPECT_THAT(reason, StartsWith("the target: LATE by " + fmt::format("{:.13g} us", us)))
          << place;
      EXPECT_EQ(need(answer, "target")["state"], "late");
    } else if (const std::string link = loser(layer, sample); !link.empty()) {
      ++lost;
      EXPECT_THAT(reason, HasSubstr("LOST by chance on " + link)) << place;
      EXPECT_EQ(need(answer, "target")["state"], "never sent");
    } else {
      ++pushed_out;
      EXPECT_THAT(reason, HasSubstr("neurons.memory")) << place;
    }
  }
  EXPECT_GT(late, 20);
  EXPECT_GT(lost, 0);
  EXPECT_GT(pushed_out, 0);
}

TEST_F(TraceWhy, SharedNodesAreToldOnce) {
  run_late({"link[1].loss=0", "clock.lockstep.target=120us"});
  const std::string text = trace::why_text(Json(why(1, 5)));
  const std::string input = trace_->event(on("feedforward.1", 5)->id);
  EXPECT_THAT(text, HasSubstr(input + " to feedforward1: activity, sample 5"));
  EXPECT_THAT(text, HasSubstr(input + ", see above"));
  EXPECT_EQ(text.find(input + " to"), text.rfind(input + " to"));
}

TEST_F(TraceWhy, TargetsCameDownThroughTheWeightsThatTheyName) {
  run_late({"link[1].loss=0", "clock.lockstep.target=120us"});
  const Json answer = why(1, 9);  // after nine updates of every layer
  int transports = 0;
  for (const Json& node : answer["nodes"]) {
    const Json& message = node["message"];
    if (message.is_null() || message["what"] != "weight_transport") continue;
    ++transports;
    EXPECT_EQ(message["version"], 9);
    EXPECT_EQ(node["remark"], "sent by the update of sample 8");
  }
  EXPECT_EQ(transports, kLayers - 1);
}

TEST_F(TraceWhy, ALostTargetIsBlamedOnItsLinkAtEveryLayerBelow) {
  run_tiny_with({"link[1]={match: \"feedback.3\" loss: 1}", "clock.lockstep={}"});
  EXPECT_EQ(why(3, 4)["outcome"], "learned");
  for (const int layer : {1, 2}) {
    const Json answer = why(layer, 4);
    EXPECT_EQ(answer["outcome"], "missed");
    EXPECT_THAT(answer["why"].get<std::string>(), HasSubstr("LOST by chance on feedback.3"));
  }
}

TEST_F(TraceWhy, DirectCreditComesFromTheTopAndOwesNobodyElse) {
  run_tiny_with({"link[1]={match: \"feedback.3\" loss: 1}", "clock.lockstep={}", "rule.dfa={}"});
  const Json refused = why(2, 4), learned = why(1, 4);
  EXPECT_EQ(refused["outcome"], "missed");
  EXPECT_THAT(refused["why"].get<std::string>(), HasSubstr("LOST by chance on feedback.3"));
  EXPECT_EQ(learned["outcome"], "learned");
  expect_sound(learned);
  expect_input_and_label(learned, 4);
  const std::string all = learned["nodes"].dump();
  EXPECT_THAT(all, HasSubstr('"' + trace_->event(on("local.3", 4)->id) + '"'));
  EXPECT_THAT(all, testing::Not(HasSubstr('"' + trace_->event(on("local.2", 4)->id) + '"')));
}

TEST_F(TraceWhy, AsksForNoWeightsWhereNoneAreMoved) {
  for (const char* rule : {"rule.fa={}", "rule.dfa={}", "rule.top_layer_only={}"}) {
    run_tiny_with({rule});
    EXPECT_THAT(trace::why_text(Json(why(1, 4))), testing::Not(HasSubstr("not in the trace")));
  }
}

TEST_F(TraceWhy, ALostActivityIsTheReasonForASilentLayer) {
  run_tiny_with({"link[1]={match: \"feedforward.2\" loss: 1}", "clock.lockstep={}"});
  const Json answer = why(2, 4);
  EXPECT_EQ(answer["outcome"], "missed");
  EXPECT_THAT(answer["why"].get<std::string>(), HasSubstr("LOST by chance on feedforward.2"));
}

TEST_F(TraceWhy, ALostLearnOrderIsFound) {
  run_tiny_with({"link[1]={match: \"clock.order.2\" loss: 1}", "clock.lockstep={}"});
  const Json answer = why(2, 4);
  EXPECT_EQ(answer["outcome"], "order lost");
  EXPECT_THAT(answer["why"].get<std::string>(), HasSubstr("LOST by chance on clock.order.2"));
}

TEST_F(TraceWhy, TellsOfALinkThatWasDown) {
  run_tiny_with(
      {"link[1]={match: \"deliver.2\" down { from: \"0ns\" to: \"1s\" } }", "clock.lockstep={}"});
  EXPECT_EQ(why(2, 4)["why"], "the target: LOST: the link was down on deliver.2");
}

TEST_F(TraceWhy, TellsOfARunThatEndedBefore) {
  run_tiny_with({});
  const EventRow& order = *learn_order(2, 10);
  copy_->end.set_now(order.sent.ns);  // the order is under way
  std::erase_if(copy_->notes, [&](const auto& note) { return note.at.ns > order.sent.ns; });
  std::erase_if(copy_->rows, [&](const EventRow& row) { return row.sent > order.sent; });
  copy_->digests.resize(copy_->rows.size());
  open(copy_->write(out_.path() / "cut.gtrace"));
  const Json answer = why(2, 10);
  EXPECT_EQ(answer["outcome"], "run ended");
  EXPECT_THAT(answer["why"].get<std::string>(), HasSubstr("STILL UNDER WAY when the run ended"));
}

TEST_F(TraceWhy, AnEventHasCausesToo) {
  run_late();
  const EventRow* target = on("feedback.2", 3);
  ASSERT_NE(target, nullptr);
  const Json answer = Json(trace::why_event(*trace_, target->id));
  EXPECT_EQ(answer["nodes"][0]["message"]["event"], trace_->event(target->id));
  expect_sound(answer);
  expect_input_and_label(answer, 3);
}

TEST_F(TraceWhy, TheChartHasALineForEveryMessage) {
  run_late();
  const Json answer = why(4, 3);
  const std::string chart = trace::why_chart(answer);
  const auto messages = std::ranges::count_if(
      answer["nodes"], [](const Json& node) { return !node["message"].is_null(); });
  EXPECT_EQ(std::ranges::count(chart, '\n'), messages + 1) << chart;
  EXPECT_THAT(chart, HasSubstr("ff4"));
}

class WhyOtherUnits : public TraceWhy, public testing::WithParamInterface<Overrides> {};

TEST_P(WhyOtherUnits, ReachesInputAndLabel) {
  run_tiny_with(GetParam());
  for (const int layer : {1, 2, 3}) {
    const Json answer = why(layer, 7);
    EXPECT_EQ(answer["outcome"], "learned") << answer["what"];
    expect_sound(answer);
    const std::string all = answer["nodes"].dump();
    EXPECT_THAT(all, HasSubstr("\"source#"));
    EXPECT_THAT(all, HasSubstr("\"teacher#"));
    EXPECT_EQ(all.find("not in the trace"), std::string::npos) << answer;
  }
}

INSTANTIATE_TEST_SUITE_P(OfAllKinds, WhyOtherUnits,
                         testing::Values(Overrides{"dynamics.leaky={tau: \"7us\"}"},
                                         Overrides{"neurons.feedback_site=SHARED"},
                                         Overrides{"dynamics.instant={processing: \"3us\"}"},
                                         Overrides{"clock.handshake={}"},
                                         Overrides{"clock.credit={}"},
                                         Overrides{"dynamics.leaky={tau: \"7us\"}",
                                                   "learning.continuous={}", "optimizer.sgd={}"}));

// Units that follow their input speak more than once of a sample, and each word replaces the last.
TEST_F(TraceWhy, OfManyWordsTheLastIsWhatWasHeard) {
  run_tiny_with({"dynamics.leaky={tau: \"7us\"}"});
  const Json answer = why(2, 7);
  const EventRow* last = nullptr;
  int words = 0;
  for (const EventRow& row : copy_->rows) {
    if (row.sample != 7 || trace_->link(row.link) != "feedforward.2") continue;
    ++words;
    if (last == nullptr || row.at > last->at) last = &row;
  }
  EXPECT_GT(words, 2);
  EXPECT_EQ(need(answer, "activity from below")["message"]["event"], trace_->event(last->id));
}

TEST_F(TraceWhy, OfTwoCopiesTheFirstIsWhatWasHeard) {
  run_tiny_with(
      {"link[1]={match: \"feedforward.*\" duplicate: 1 delay { uniform { from: \"1us\" "
       "to: \"30us\" } } }"});
  int copies = 0;
  for (int sample = 0; sample < 20; ++sample) {
    const EventRow* first = on("feedforward.2", sample);
    if (first->fate == sim::Fate::kDuplicated) ++copies;
    const Json heard = need(why(2, sample), "activity from below");
    EXPECT_EQ(heard["message"]["event"], trace_->event(first->id)) << sample;
  }
  EXPECT_GT(copies, 3);
}

TEST_F(TraceWhy, AMessageIsHandledAfterTheTimeThatItsProcessingTakes) {
  run_tiny_with({"dynamics.instant={processing: \"3us\"}"});
  const trace::Slice slice(*trace_, {7});
  const EventRow& target = *on("deliver.1", 7);
  EXPECT_EQ(slice.handled(target).at.ns, target.at.ns + 3'000);
}

TEST_F(TraceWhy, RefusesWhatTheTraceCannotKnow) {
  run_tiny_with({});
  EXPECT_THROW(why(0, 3), protocols::BadInput);
  EXPECT_THROW(why(4, 3), protocols::BadInput);
  EXPECT_THROW(why(1, -1), protocols::BadInput);
  EXPECT_THROW(why(1, 20), protocols::BadInput);
  EXPECT_THROW(trace::why_event(*trace_, {{0}, 1'000'000}), protocols::BadInput);
}

}  // namespace
}  // namespace lab
