// The parts of exports that know no trace file: waveforms, what is settled, places in the network,
// and the axis of time of a chart.
#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "tools/lab/trace/export/places.h"
#include "tools/lab/trace/export/settled.h"
#include "tools/lab/trace/export/time_axis.h"
#include "tools/lab/trace/export/waves.h"

namespace lab::trace {
namespace {

using ::testing::ElementsAre;

class WavesTest : public ::testing::Test {
 protected:
  void declare() {
    waves_.open("layer 1");
    bit_ = waves_.add(Waves::Kind::kBit, "settled");
    number_ = waves_.add(Waves::Kind::kNumber, "sample");
    text_ = waves_.add(Waves::Kind::kText, "phase");
    pulse_ = waves_.add(Waves::Kind::kPulse, "learned");
    waves_.close();
    waves_.end_declarations("a test");
    header_ = out_.str().size();
  }
  std::string changes() const { return out_.str().substr(header_); }

  std::ostringstream out_;
  Waves waves_{out_};
  Waves::Signal bit_ = 0, number_ = 0, text_ = 0, pulse_ = 0;
  std::size_t header_ = 0;
};

TEST_F(WavesTest, DeclaresEverySignalInItsScope) {
  declare();
  EXPECT_EQ(out_.str(),
            "$comment a test $end\n$timescale 1 ns $end\n$scope module layer_1 $end\n"
            "$var wire 1 ! settled $end\n$var integer 64 \" sample $end\n"
            "$var string 1 # phase $end\n$var event 1 $ learned $end\n"
            "$upscope $end\n$enddefinitions $end\n");
}

TEST_F(WavesTest, WritesTheTimeOncePerChange) {
  declare();
  waves_.set(5, bit_, "1");
  waves_.set(5, text_, "learn 3");
  waves_.set(8, number_, "6");
  waves_.finish(10);
  EXPECT_EQ(changes(), "#5\n1!\nslearn_3 #\n#8\nb110 \"\n#10\n");
}

TEST_F(WavesTest, OfOneTimeOnlyTheLastValueCounts) {
  declare();
  waves_.set(0, bit_, "1");
  waves_.set(5, bit_, "0");
  waves_.set(5, bit_, "1");  // a glitch that nobody sees
  waves_.set(6, bit_, "0");
  waves_.finish(6);
  EXPECT_EQ(changes(), "#0\n1!\n#6\n0!\n");
}

TEST_F(WavesTest, PulsesOfEqualValueAreWrittenEachTime) {
  declare();
  waves_.pulse(1, pulse_);
  waves_.pulse(1, pulse_);
  waves_.pulse(2, pulse_);
  waves_.finish(2);
  EXPECT_EQ(changes(), "#1\n1$\n#2\n1$\n");
}

TEST_F(WavesTest, TimesThatGoBackCountAsTheLast) {
  declare();
  waves_.set(7, bit_, "1");
  waves_.set(3, bit_, "0");
  waves_.finish(7);
  EXPECT_EQ(changes(), "#7\n0!\n");
}

TEST_F(WavesTest, CodesStayDifferentBeyondOneCharacter) {
  for (int i = 0; i < 200; ++i) waves_.add(Waves::Kind::kBit, "wave");
  waves_.end_declarations("");
  std::istringstream lines(out_.str());
  std::set<std::string> codes;
  for (std::string word; lines >> word;) {
    if (word == "wire") {
      lines >> word >> word;
      codes.insert(word);
    }
  }
  EXPECT_EQ(codes.size(), 200u);
}

// A network of two layers.
protocols::trace::Header two_layers() {
  protocols::trace::Header header;
  header.set_layers(2);
  for (const char* actor : {"source", "feedforward1", "feedforward2", "readout", "teacher",
                            "feedback1", "feedback2", "clock"}) {
    header.add_actors(actor);
  }
  for (const char* link : {"feedforward.1", "feedforward.2", "feedforward.readout", "local.1",
                           "feedback.label", "feedback.2", "deliver.1", "clock.order.1"}) {
    header.add_links()->set_name(link);
  }
  return header;
}

class SettledTest : public ::testing::Test {
 protected:
  EventRow on(const std::string& name) const {
    for (int i = 0; i < header_.links_size(); ++i) {
      if (header_.links(i).name() != name) continue;
      EventRow row;
      row.link.value = static_cast<std::uint32_t>(i);
      return row;
    }
    ADD_FAILURE() << name;
    return {};
  }
  // Activity of layers 1 and 2, targets of layers 1 and 2, while a message is on that link.
  std::vector<bool> during(const std::string& link) {
    settled_.on_sent(on(link));
    const std::vector<bool> flags = all();
    settled_.on_received(on(link));
    EXPECT_EQ(all(), std::vector<bool>(4, true));
    return flags;
  }
  std::vector<bool> all() const {
    return {settled_.activity(1), settled_.activity(2), settled_.target(1), settled_.target(2)};
  }

  protocols::trace::Header header_ = two_layers();
  Settled settled_{header_};
};

TEST_F(SettledTest, ActivityUnsettlesTheLayersAboveAndAllTargets) {
  EXPECT_THAT(during("feedforward.1"), ElementsAre(false, false, false, false));
  EXPECT_THAT(during("feedforward.2"), ElementsAre(true, false, false, false));
}

TEST_F(SettledTest, FeedbackUnsettlesTheTargetsBelow) {
  EXPECT_THAT(during("feedback.label"), ElementsAre(true, true, false, false));
  EXPECT_THAT(during("feedback.2"), ElementsAre(true, true, false, true));
  EXPECT_THAT(during("local.1"), ElementsAre(true, true, false, true));
}

// Three layers; the names are those of neurons/wiring.h.
TEST(SettledDirectly, OnlyTheTopStandsBetweenALayerAndItsCredit) {
  protocols::trace::Header header;
  header.set_layers(3);
  for (const char* actor : {"feedback1", "feedback2", "feedback3"}) header.add_actors(actor);
  for (const auto& [name, from] : {std::pair("feedback.3", 2), std::pair("feedback.2", 2),
                                   std::pair("local.2", 0), std::pair("local.3", 0)}) {
    auto& link = *header.add_links();
    link.set_name(name);
    link.set_from(static_cast<std::uint32_t>(from));
  }
  const auto during = [&header](std::uint32_t link) {
    Settled settled(header);
    EventRow row;
    row.link.value = link;
    settled.on_sent(row);
    return std::vector<bool>{settled.target(1), settled.target(2), settled.target(3)};
  };
  EXPECT_THAT(during(0), ElementsAre(true, false, true));
  EXPECT_THAT(during(1), ElementsAre(false, true, true));
  EXPECT_THAT(during(2), ElementsAre(true, false, true));
  EXPECT_THAT(during(3), ElementsAre(false, false, false));
}

TEST_F(SettledTest, DeliveryUnsettlesItsOwnLayer) {
  EXPECT_THAT(during("deliver.1"), ElementsAre(true, true, false, true));
}

TEST_F(SettledTest, WhatIsOnlyReadOrOrderedUnsettlesNothing) {
  EXPECT_THAT(during("feedforward.readout"), ElementsAre(true, true, true, true));
  EXPECT_THAT(during("clock.order.1"), ElementsAre(true, true, true, true));
}

TEST(PlacesTest, StandAlongTheWayOfASample) {
  const protocols::trace::Header header = two_layers();
  const Places places(header);
  std::vector<std::string> names;
  for (const Place& place : places.in_order()) names.push_back(place.name);
  EXPECT_THAT(names, ElementsAre("clock", "source", "feedforward1", "feedforward2", "readout",
                                 "teacher", "feedback2", "feedback1"));
}

TEST(PlacesTest, KnowRoleAndLayer) {
  const protocols::trace::Header header = two_layers();
  const Places places(header);
  ASSERT_NE(places.of({6}), nullptr);
  EXPECT_EQ(places.of({6})->role, Role::kFeedback);
  EXPECT_EQ(places.of({6})->layer, 2);
  EXPECT_EQ(places.of(sim::kOutside), nullptr);
  EXPECT_EQ(places.of({8}), nullptr);
  EXPECT_EQ(places.who_notes(0)->name, "source");
  EXPECT_EQ(places.who_notes(2)->name, "feedforward2");
  EXPECT_EQ(places.who_notes(3)->name, "readout");
  EXPECT_EQ(places.who_notes(4), nullptr);
}

TEST(TimeAxisTest, LongGapsGetMoreRoomButNotInProportion) {
  const TimeAxis axis({{0, 0}, {0, 1}, {10, 0}, {1010, 0}}, 100);
  const double micro = axis.at({0, 1}) - axis.at({0, 0});
  const double small = axis.at({10, 0}) - axis.at({0, 1});
  const double large = axis.at({1010, 0}) - axis.at({10, 0});
  EXPECT_EQ(axis.at({0, 0}), 100);
  EXPECT_EQ(axis.at({1010, 0}), axis.end());
  EXPECT_LT(0, micro);
  EXPECT_LT(micro, small);
  EXPECT_LT(small, large);
  EXPECT_LT(large, 10 * small);
}

TEST(TimeAxisTest, OneTimeNeedsNoRoom) { EXPECT_EQ(TimeAxis({{3, 0}, {3, 0}}, 5).end(), 5); }

}  // namespace
}  // namespace lab::trace
