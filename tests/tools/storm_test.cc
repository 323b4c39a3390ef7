// Storms: a seed draws a whole experiment, network, rule, coding, precision, clock, memory and
// links that delay, lose, repeat, queue and break. Whatever it is, threads and the encoding of
// messages change nothing, and every update that the run owed is applied, rejected or missed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "protocols/widths.h"
#include "sim/random.h"
#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

class Storm {
 public:
  explicit Storm(std::uint64_t seed) : seed_(seed), random_(seed, 0, sim::Purpose::kStorm) {}

  Overrides draw() {
    const std::size_t layers = 1 + random_.below(5);
    Overrides out = {
        fmt::format("seed={}", seed_),
        "network=" + one_of({fmt::format("{{ square {{ hidden_layers: {} }} }}", layers - 1),
                             "{ tower { widths: [16, 16, 10, 6] } }",
                             "{ tower { widths: [16, 12, 12, 12, 7] } activation { linear {} } }",
                             "{ tower { widths: [16, 20, 9, 9] } first_layer: RECTANGULAR }",
                             "{ tower { widths: [16, 12, 8, 8, 12] } "
                             "skip { auxiliary { from: 1 to: 4 } } }",
                             "{ tower { widths: [16, 12, 12] } skip { rotation { layer: 2 } } }"}),
        "rule=" + one_of({"{ bp {} }", "{ tp {} }", "{ itp {} }", "{ gait {} }",
                          "{ gait { gamma: 0.1 top_only: true } }", "{ fa {} }", "{ dfa {} }"}),
        "optimizer=" + one_of({"{ adam {} schedule { warm_up_updates: 5 } }",
                               "{ sgd { learning_rate: 1e-3 momentum: 0.5 } }"}),
        "precision=" + one_of({"FLOAT32", "FLOAT64"}),
        "feedback.payload=" + one_of({"ABSOLUTE", "DIFFERENCE"}),
        "learning.mismatch=" + one_of({"REJECT", "LEARN"}),
        "data.shuffle=" + one_of({"true", "false"}),
        fmt::format("neurons.memory={}", 1 + random_.below(3)),
        fmt::format("run.evaluate_every_steps={}", 1 + random_.below(20)),
    };
    if (random_.below(2) == 0) out.push_back("regularizer={ lambda: 0.01 top_layer: false }");
    if (random_.below(5) == 0) out = out + draw_rectangular();
    if (random_.below(5) == 0) out = out + draw_kernels();
    return out + draw_time();
  }

 private:
  // Instead of what has an inverse.
  Overrides draw_rectangular() {
    return {"network={ rectangular { widths: [16, 24, 5, 7] } }",
            "rule=" + one_of({"{ bp {} }", "{ fa {} }", "{ sign_symmetry {} }"})};
  }

  // With what knows their positions.
  Overrides draw_kernels() {
    return {"network={ conv { layer { size: 2 stride: 1 filters: 2 } widths: [12, 6] } }",
            "rule=" + one_of({"{ bp {} }", "{ gait {} }", "{ fa {} }"}),
            "feedback.payload=DIFFERENCE"};
  }

  // The ideal clock is promised links without loss; the schedule takes whatever comes.
  Overrides draw_time() {
    const bool ideal = random_.below(3) == 0;
    Overrides out;
    if (!ideal) out.push_back("clock=" + draw_schedule());
    out.push_back("link[0].delay=" + draw_delay());
    out.push_back(draw_link(1, "feedforward.*", ideal ? 0 : 0.1));
    out.push_back(draw_link(2, "feedback.*", ideal ? 0 : 0.3));
    out.push_back(draw_link(3, "local.*", 0));
    return out;
  }

  std::string draw_schedule() {
    return fmt::format("{{ lockstep {{ infer: \"{}us\" target: \"{}us\" learn: \"{}us\" }} }}",
                       20 + random_.below(100), 20 + random_.below(100), 1 + random_.below(20));
  }

  std::string draw_link(int number, const std::string& match, double trouble) {
    const double loss = trouble * random_.uniform();
    const double duplicate = trouble * random_.uniform();
    const std::string delay = draw_delay();
    const std::string more = draw_order() + " " + (trouble > 0 ? draw_breaks(trouble) : "");
    return fmt::format("link[{}]={{ match: \"{}\" delay {} loss: {} duplicate: {} {} }}", number,
                       match, delay, loss, duplicate, more);
  }

  // What loses nothing. The messages are of some hundred bytes: microseconds each.
  std::string draw_order() {
    return one_of({"", "in_order: true", "in_order: true bandwidth: \"30MB/s\"",
                   "bandwidth: \"100MB/s\"", "bandwidth: \"1GB/s\""});
  }

  std::string draw_breaks(double trouble) {
    const double enter = trouble / 2 * random_.uniform();
    const double leave = 0.2 + 0.8 * random_.uniform();
    const std::uint64_t from_us = random_.below(2000);
    const std::uint64_t length_us = 1 + random_.below(200);
    const std::string bursts = fmt::format("bursts {{ p_enter: {} p_leave: {} }} ", enter, leave);
    const std::string down =
        fmt::format("down {{ from: \"{}us\" to: \"{}us\" }} ", from_us, from_us + length_us);
    return one_of({"", bursts, down, bursts + down});
  }

  std::string draw_delay() {
    return one_of({"{ constant: \"0us\" }", "{ constant: \"10us\" }",
                   "{ uniform { from: \"0us\" to: \"30us\" } }",
                   "{ exponential { mean: \"9us\" } }",
                   "{ lognormal { median: \"10us\" sigma: 1.5 } }",
                   "{ normal { mean: \"10us\" sigma: \"8us\" } minimum: \"1us\" }"});
  }

  std::string one_of(const std::vector<std::string>& choices) {
    return choices[random_.below(choices.size())];
  }

  std::uint64_t seed_;
  sim::Random random_;
};

// Absolute targets of the wrong sample are divided by a small gamma once a layer: some storms end
// in weights that have no inverse. That, too, must not depend on how it is run.
struct Result {
  Ending ending;
  std::string trouble, fingerprint, weights;
  Json updates;
  std::uint64_t presented = 0;
  bool operator==(const Result&) const = default;
};

Result result_of(const Overrides& overrides, const RunOptions& options) {
  const TemporaryFolder out;
  const Outcome outcome = run_tiny(out.path(), overrides, options);
  return {outcome.ending,
          outcome.trouble,
          fingerprint_of(outcome),
          weight_bytes_of(out.path()),
          outcome.summary["updates"],
          outcome.summary["presented"]};
}

std::uint64_t layers_of(const Overrides& overrides) {
  const auto config = protocols::parse_config(kTiny, "storm.textproto", overrides);
  return static_cast<std::uint64_t>(protocols::weight_layers(config.experiment().network()));
}

struct Toll {  // what the storms took: without it there was none
  std::uint64_t updates = 0, runs = 0;
};

void ride_out(std::uint64_t seed, Toll& toll) {
  const Overrides overrides = Storm(seed).draw();
  SCOPED_TRACE(fmt::format("seed {}: {}", seed, testing::PrintToString(overrides)));
  const Result one = result_of(overrides, with_threads(1));
  EXPECT_EQ(result_of(overrides, with_threads(2 + seed % 3)), one);
  EXPECT_EQ(result_of(overrides, with_loopback()), one);
  const auto count = [&](const char* what) { return one.updates[what].get<std::uint64_t>(); };
  const std::uint64_t taken = count("rejected") + count("missed");
  EXPECT_EQ(count("applied") + taken, one.presented * layers_of(overrides)) << one.updates;
  EXPECT_TRUE(one.ending == Ending::kDone || one.ending == Ending::kFailed) << one.trouble;
  toll.updates += taken;
  toll.runs += one.ending == Ending::kFailed ? 1 : 0;
}

void storms(std::uint64_t first, std::uint64_t last) {
  Toll toll;
  for (std::uint64_t seed = first; seed <= last; ++seed) ride_out(seed, toll);
  EXPECT_GT(toll.updates, last - first);
  EXPECT_LT(toll.runs, 1 + (last - first) / 10);
}

TEST(Storm, ThreadsAndEncodingChangeNothingAndTheLedgerCloses) { storms(1, 40); }
TEST(LongStorm, ThreadsAndEncodingChangeNothingAndTheLedgerCloses) { storms(1000, 2999); }

}  // namespace
}  // namespace lab
