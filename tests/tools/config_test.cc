// Every file in configs/: it loads, is explained, and runs for a few steps. Data that is not there
// is replaced by drawn digits, and large networks by small towers: what is tested is that the file
// can be used, not what it shows. A new file is tested without a change here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/widths.h"
#include "tests/source_files.h"
#include "tests/tools/tiny_run.h"
#include "tools/lab/explain/explain.h"

namespace lab {
namespace {

std::vector<std::string> shipped() {
  std::vector<std::string> names;
  for (const auto& file : tests::shipped_configs()) names.push_back(file.stem());
  return names;
}

// As many layers, so that links of single layers still match.
std::string small(const protocols::Network& network) {
  std::string widths = "784";
  const int layers = protocols::weight_layers(network);
  for (int layer = 1; layer <= layers; ++layer) widths += layer == 1 ? ", 24" : ", 16";
  const std::string shape = network.has_rectangular() ? "rectangular" : "tower";
  return "network." + shape + "={widths: [" + widths + "]}";
}

bool is_there(const protocols::Data& data) {
  return data.has_idx() && std::filesystem::is_directory(kGolden / data.idx().directory());
}

Overrides made_small(const protocols::Experiment& experiment) {
  Overrides changes = {"run={steps: 3}"};
  if (is_there(experiment.data())) return changes;
  changes.push_back("data.glyphs={train: 240 test: 60}");
  changes.push_back("data.pool=1");
  const protocols::Network& network = experiment.network();
  if (!network.has_conv() && network.skip_size() == 0) changes.push_back(small(network));
  if (experiment.clock().has_rest()) changes.push_back("clock.rest.every_samples=1");
  if (experiment.data().batch() > 240) changes.push_back("data.batch=60");
  return changes;
}

class ShippedConfig : public testing::TestWithParam<std::string> {
 protected:
  std::filesystem::path file() const { return kSource / "configs" / (GetParam() + ".textproto"); }
};

TEST_P(ShippedConfig, SaysInItsFirstLineWhatItShows) {
  std::ifstream in(file());
  std::string line;
  std::getline(in, line);
  EXPECT_TRUE(line.starts_with("# ")) << line;
  EXPECT_GT(line.size(), 30U) << line;
}

TEST_P(ShippedConfig, HasTheNameOfItsFile) {
  EXPECT_EQ(protocols::load_config(file()).experiment().name(), GetParam());
}

TEST_P(ShippedConfig, IsExplained) {
  const auto original = protocols::load_config(file()).experiment();
  const auto changes = made_small(original);
  const Json facts = explain(protocols::load_config(file(), changes), kGolden);
  EXPECT_FALSE(facts.empty());
  const std::string text = explanation_text(facts);
  EXPECT_THAT(text, testing::HasSubstr(GetParam()));
}

TEST_P(ShippedConfig, RunsAFewSteps) {
  const auto original = protocols::load_config(file()).experiment();
  const TemporaryFolder out;
  const Outcome outcome = run_file(file(), made_small(original), out.path());
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  EXPECT_EQ(outcome.summary["step"], 3);
  EXPECT_TRUE(outcome.metrics.back()["loss"].is_number());
}

INSTANTIATE_TEST_SUITE_P(All, ShippedConfig, testing::ValuesIn(shipped()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(ShippedConfigs, AreThere) {
  EXPECT_THAT(shipped(), testing::IsSupersetOf({"demo", "golden-linear16-tp", "golden-tower-gait",
                                                "late-targets", "mnist-gait"}));
}

}  // namespace
}  // namespace lab
