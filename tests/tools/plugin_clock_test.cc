// Clocks in shared libraries: the two examples, built as a user builds them, must do in a network
// of fake layers what every shipped clock must; what a library has wrong is told with its name.
#include "tools/lab/plugin/plugin_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "protocols/bad_input.h"
#include "tests/sim/fake_network.h"
#include "tests/sim/fake_port.h"
#include "tests/tools/compiled.h"
#include "tests/tools/restored.h"
#include "tools/lab/clock/clock_fault.h"

namespace lab {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr sim::Sample kSamples = 20;

// "name=value"
using Given = std::vector<std::pair<std::string, std::string>>;

class PluginClocks : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    alternating_ = compiled(kSource / "tools/examples/alternating.cc", folder_->path());
    per_layer_ = compiled(kSource / "tests/tools/plugins/per_layer.c", folder_->path());
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::unique_ptr<PluginClock> made(const std::string& file, const Given& given = {}) {
    const PluginLibrary library(file);
    return std::make_unique<PluginClock>(library,
                                         plugin_values(library.plugin(), library.title(), given));
  }
  static sim::fake::Network::Make maker(const std::string& file) {
    return [file] { return made(file); };
  }
  static std::unique_ptr<sim::fake::Network> after_run(const std::string& file,
                                                       const sim::fake::Network::Make& make,
                                                       sim::Sample samples = kSamples) {
    auto out = std::make_unique<sim::fake::Network>(
        sim::Topology{.layers = 3, .samples = samples},
        sim::fake::Laws{{.delay = sim::ConstantDelay{{5'000}}},
                        {.delay = sim::ConstantDelay{{1'000}}}},
        make, PluginLibrary(file).info().traits);
    EXPECT_TRUE(out->run()) << "does not end";
    return out;
  }

  static inline TemporaryFolder* folder_ = nullptr;
  static inline std::string alternating_, per_layer_;
};

TEST_F(PluginClocks, DescribeThemselves) {
  const PluginLibrary library(alternating_);
  const sim::ClockInfo info = library.info();
  EXPECT_EQ(info.name, "alternating");
  EXPECT_THAT(std::string(info.text), HasSubstr("in turns"));
  EXPECT_FALSE(info.traits.per_layer);
  EXPECT_TRUE(PluginLibrary(per_layer_).info().traits.per_layer);
  ASSERT_EQ(info.parameters.size(), 5u);
  EXPECT_EQ(info.parameters[0].name, "infer");
  EXPECT_EQ(info.parameters[0].unit, "duration");
  EXPECT_EQ(info.parameters[0].fallback, "100us");
  EXPECT_EQ(info.parameters[4].unit, "samples");
  EXPECT_EQ(made(alternating_)->name(), "alternating (plug-in " + alternating_ + ")");
}

TEST_F(PluginClocks, PresentEverySampleInOrderAndOrderEveryLayerToLearnIt) {
  for (const std::string& file : {alternating_, per_layer_}) {
    const auto network = after_run(file, maker(file));
    std::vector<sim::Sample> expected(kSamples);
    std::iota(expected.begin(), expected.end(), sim::Sample{0});
    EXPECT_EQ(network->presented, expected);
    EXPECT_TRUE(network->in_flight.all_quiet());
    for (const sim::LayerLedger& layer : network->ledger.layers()) {
      EXPECT_EQ(layer.closed(), static_cast<std::uint64_t>(kSamples)) << file;
      if (file == per_layer_) continue;  // fake layers have targets before activities
      EXPECT_EQ(layer.learned, static_cast<std::uint64_t>(kSamples));
    }
    EXPECT_TRUE(after_run(file, maker(file), 0)->ordered.empty());
  }
}

TEST_F(PluginClocks, GiveTheSameOrdersOnEveryRun) {
  for (const std::string& file : {alternating_, per_layer_}) {
    EXPECT_EQ(after_run(file, maker(file))->ordered, after_run(file, maker(file))->ordered);
  }
}

TEST_F(PluginClocks, SavedAndLoadedAnywhereGiveTheSameOrders) {
  for (const std::string& file : {alternating_, per_layer_}) {
    const auto plain = after_run(file, maker(file));
    for (const bool fresh : {false, true}) {
      const auto restored =
          after_run(file, [&] { return std::make_unique<Restored>(maker(file), fresh); });
      EXPECT_EQ(restored->ordered, plain->ordered);
      EXPECT_EQ(restored->fingerprint.value_with(0), plain->fingerprint.value_with(0));
    }
  }
}

// Two layers: target after 70 us, a wave down for sample 0, up for sample 1.
TEST_F(PluginClocks, GetTheirParametersInOrder) {
  const auto clock = made(alternating_, {{"infer", "70us"}, {"stagger", "2us"}, {"learn", "9us"}});
  sim::FakePort port({.layers = 2, .samples = 2});
  const auto heard = [&](std::uint64_t timer) {
    clock->hear(sim::Timer{timer}, port);
    return port.take();
  };
  clock->start(port);
  EXPECT_THAT(port.take(), ElementsAre("present 0", "wait 70000"));
  EXPECT_THAT(heard(0), ElementsAre("target 3 of 0", "wait 100000"));
  EXPECT_THAT(heard(1), ElementsAre("learn 2 of 0", "wait 2000"));
  EXPECT_THAT(heard(2), ElementsAre("learn 1 of 0", "wait 9000"));
  EXPECT_THAT(heard(3), ElementsAre("present 1", "wait 70000"));
  EXPECT_THAT(heard(4), ElementsAre("target 3 of 1", "wait 100000"));
  EXPECT_THAT(heard(5), ElementsAre("learn 1 of 1", "wait 2000"));
  EXPECT_THAT(heard(6), ElementsAre("learn 2 of 1", "wait 9000"));
  EXPECT_THAT(heard(7), ElementsAre());
}

TEST_F(PluginClocks, SayHowManySamplesTheyKeepInFlight) {
  EXPECT_EQ(made(alternating_)->in_flight(3), 1u);
  EXPECT_EQ(made(per_layer_)->in_flight(3), 5u);
}

TEST_F(PluginClocks, KeepTextsAndGiveNoStateBackToAnother) {
  const auto clock = made(per_layer_, {{"word", "hello"}});
  EXPECT_THAT(clock->save(), HasSubstr("hello"));
  EXPECT_THAT([&] { clock->load("short"); },
              testing::ThrowsMessage<sim::ClockError>(
                  AllOf(HasSubstr("per_layer (plug-in "), HasSubstr("state of 5 bytes"))));
}

std::string fault_of(const std::string& file, const Given& given) {
  const PluginLibrary library(file);
  try {
    plugin_values(library.plugin(), library.title(), given);
    return "accepted";
  } catch (const ClockFault& fault) {
    return fault.path() + ": " + fault.what() + "; " + fault.hint();
  }
}

TEST_F(PluginClocks, RefuseParametersThatAreNone) {
  EXPECT_THAT(fault_of(alternating_, {{"infer", "1us"}, {"tarjet", "1us"}}),
              AllOf(HasSubstr("clock.plugin.parameter[1].name: "), HasSubstr(alternating_),
                    HasSubstr("did you mean target?")));
  const std::vector<std::tuple<std::string, std::string, std::string>> rows = {
      {alternating_, "infer=80", "the unit is missing"},
      {alternating_, "infer=-80us", "it is negative"},
      {alternating_, "turn_every=1.5", "must be a whole number, but is '1.5'"},
      {alternating_, "turn_every=99999999999999999999", "must be a whole number"},
      {per_layer_, "spread=wide", "must be a number, but is 'wide'"},
      {per_layer_, "spread=inf", "must be a number, but is 'inf'"},
      {per_layer_, "spread=", "must be a number, but is ''"},
  };
  for (const auto& [file, assignment, why] : rows) {
    const std::size_t equals = assignment.find('=');
    EXPECT_THAT(
        fault_of(file, {{assignment.substr(0, equals), assignment.substr(equals + 1)}}),
        AllOf(HasSubstr("clock.plugin.parameter[0].value: "), HasSubstr(file), HasSubstr(why)));
  }
}

// Every number that a plug-in can say wrong: orders of the port's own come as its errors.
TEST_F(PluginClocks, CannotSayWhatNoPortUnderstands) {
  const std::string text = R"(#include <gaitsim/clock_plugin.h>
static const gaitsim_parameter parameters[] = {{"what", GAITSIM_INTEGER, 0, "0", ""}};
static int64_t what;
static void* create(const gaitsim_value* v, char* e, size_t n) {
  what = v[0].integer; (void)e; (void)n; return &what; }
static void destroy(void* c) { (void)c; }
static int32_t start(void* c, const gaitsim_host* h) {
  (void)c;
  if (what == 0) h->after(h->host, -1, NULL);
  if (what == 1) h->after(h->host, INT64_MAX, NULL);
  if (what == 2) h->order(h->host, 1, 4, 0);
  if (what == 3) h->order(h->host, 1, -1, 0);
  if (what == 4) h->fail(h->host, "no reason");
  if (what == 4) h->after(h->host, -1, NULL);
  if (what == 5) return 7;
  return 0;
}
static int32_t hear(void* c, const gaitsim_host* h, const gaitsim_signal* s) {
  (void)c; (void)h; (void)s; return 0; }
static int64_t save(void* c, void* b, size_t n) { (void)c; (void)b; return n == 0 ? 8 : 9; }
static int32_t load(void* c, const void* s, size_t n) { (void)c; (void)s; (void)n; return 0; }
static const gaitsim_clock_plugin plugin = {GAITSIM_CLOCK_ABI, 0, "wrong", 0, parameters, 1, create,
                                            destroy, start, hear, save, load, 0};
const gaitsim_clock_plugin* gaitsim_clock_plugin_entry(void) { return &plugin; }
)";
  const std::string file = compiled(written("wrong.c", text, folder_->path()), folder_->path());
  const char* told[] = {"set a timer of -1 ns", "set a timer of 9223372036854775807 ns",
                        "ordered phase 4",      "ordered phase -1",
                        "gave up: no reason",   "returned failure 7 from start"};
  for (std::size_t i = 0; i < std::size(told); ++i) {
    const auto clock = made(file, {{"what", std::to_string(i)}});
    sim::FakePort port({.layers = 1, .samples = 1});
    EXPECT_THAT([&] { clock->start(port); },
                testing::ThrowsMessage<sim::ClockError>(
                    AllOf(HasSubstr("wrong (plug-in " + file + ")"), HasSubstr(told[i]))));
    EXPECT_THAT(port.take(), ElementsAre());
  }
  EXPECT_THAT([&] { made(file)->save(); },
              testing::ThrowsMessage<sim::ClockError>(HasSubstr("saves 9 bytes")));
}

}  // namespace
}  // namespace lab
