// Config: files that are read, and how a check elsewhere reports a field of one.
#include "protocols/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/protocols/example.h"
#include "tests/source_files.h"

namespace protocols {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// What is told when a check finds the field at `path` wrong.
std::string failure(const Config& config, std::string_view path, std::string_view hint = "") {
  try {
    config.fail(path, "is wrong", hint);
  } catch (const BadInput& problem) {
    return problem.what();
  }
}

std::string failure(std::string_view path, const std::vector<std::string>& overrides = {}) {
  return failure(parse_config(kExample, "a.textproto", overrides), path);
}

std::string load_problem(const std::filesystem::path& file) {
  try {
    load_config(file);
    return "";
  } catch (const BadInput& problem) {
    return problem.what();
  }
}

std::filesystem::path written(const std::string& name, const std::string& text) {
  const auto file = std::filesystem::path(testing::TempDir()) / name;
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

TEST(Config, HoldsWhatTheFileSays) {
  const Config config = parse_config(kExample, "a.textproto");
  EXPECT_EQ(config.file_name(), "a.textproto");
  EXPECT_EQ(config.experiment().network().square().hidden_layers(), 1u);
  EXPECT_EQ(config.experiment().link(1).match(), "feedback.*");
}

TEST(Config, OfEveryShippedExperimentIsGood) {
  const auto configs = tests::shipped_configs();
  EXPECT_GE(configs.size(), 4u);
  for (const auto& config : configs) EXPECT_EQ(load_problem(config), "");
}

TEST(Config, TakesAByteOrderMarkAndWindowsLineEnds) {
  std::string text = kExample;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
    text.replace(at, 1, "\r\n");
  }
  EXPECT_EQ(load_problem(written("windows.textproto", "\xEF\xBB\xBF" + text)), "");
}

TEST(Config, FailureShowsPlaceLineCaretAndHint) {
  const Config config = parse_config(kExample, "a.textproto");
  EXPECT_EQ(failure(config, "link[1].loss", "try 0"),
            "a.textproto:7:34: link[1].loss: is wrong\n"
            "  link { match: \"feedback.*\" loss: 0.5 }\n"
            "                                   ^\n"
            "hint: try 0");
}

TEST(Config, FailurePointsAtTheNameOfABlock) {
  EXPECT_THAT(failure("link[0].delay"), StartsWith("a.textproto:6:19: link[0].delay: is wrong\n"));
}

TEST(Config, FailureOfAListPointsAtItsFirstElement) {
  EXPECT_THAT(failure("link"), StartsWith("a.textproto:6:1: link: is wrong\n"));
}

TEST(Config, FailurePointsAtOneElementOfAList) {
  const std::string text =
      example_with("square { hidden_layers: 1 }", "tower {\n\twidths: 9\n\twidths: [8, 7]\n}");
  const Config config = parse_config(text, "a.textproto");
  EXPECT_EQ(failure(config, "network.tower.widths[2]"),
            "a.textproto:4:14: network.tower.widths[2]: is wrong\n"
            "  \twidths: [8, 7]\n"
            "  \t            ^");
}

TEST(Config, FailureCountsCharactersAndNotBytes) {
  const Config config =
      parse_config("name: 'n' # \xC2\xB5\n" + kExample + "trace { file: \"t\" }", "a");
  EXPECT_THAT(failure(config, "trace.file"), StartsWith("a:10:15: trace.file"));
  const std::string text =
      example_with("glyphs {}", "idx { directory: \"\xC2\xB5\xC2\xB5\" } batch: 2");
  EXPECT_THAT(failure(parse_config(text, "a"), "data.batch"), StartsWith("a:1:39: data.batch"));
}

TEST(Config, FailureOfAnAbsentFieldPointsAtTheClosestBlock) {
  EXPECT_THAT(failure("clock.lockstep.target"),
              StartsWith("a.textproto:5:9: clock.lockstep.target"));
  EXPECT_THAT(failure("run.epochs"), StartsWith("a.textproto:8:1: run.epochs"));
  EXPECT_EQ(failure("trace.file"), "a.textproto: trace.file: is wrong");
}

TEST(Config, FailureNamesTheOverrideThatGaveTheField) {
  EXPECT_EQ(failure("link[1].loss", {"link[1].loss=0.25"}),
            "-s link[1].loss=0.25: link[1].loss: is wrong");
}

TEST(Config, FailureNamesTheLastOverrideOfAField) {
  EXPECT_EQ(failure("run.epochs", {"run.epochs=1", "run.epochs=2"}),
            "-s run.epochs=2: run.epochs: is wrong");
}

TEST(Config, FailureNamesTheOverrideOfABlockAroundTheField) {
  EXPECT_EQ(failure("link[1].loss", {"link[1]={match: '*' loss: 0.25}"}),
            "-s link[1]={match: '*' loss: 0.25}: link[1].loss: is wrong");
}

TEST(Config, FailureNamesTheOverrideThatMadeTheBlock) {
  EXPECT_EQ(failure("rule.itp", {"rule.itp.gamma=0.25"}),
            "-s rule.itp.gamma=0.25: rule.itp: is wrong");
}

TEST(Config, FailureDoesNotTakeAnOverrideOfANeighbour) {
  EXPECT_THAT(failure("link[1].loss", {"link[1].duplicate=0.25"}), StartsWith("a.textproto:7:34:"));
  EXPECT_THAT(failure("link[1].loss", {"link[1].match=x"}), StartsWith("a.textproto:7:34:"));
}

TEST(Config, IsRefusedWhenItsFileIsNoFile) {
  EXPECT_EQ(load_problem("/nowhere/a.textproto"),
            "/nowhere/a.textproto: No such file or directory");
  const std::filesystem::path folder = testing::TempDir();
  EXPECT_EQ(load_problem(folder), folder.string() + ": is a folder, not a file");
}

TEST(Config, IsRefusedWhenItsFileIsEmptyOrOnlyComments) {
  for (const std::string text : {"", "\n \n", "# nothing here"}) {
    EXPECT_THAT(problem_of(text), StartsWith("a.textproto: is empty\nhint: ")) << text;
  }
}

TEST(Config, IsRefusedWhenItsFileIsTooLarge) {
  EXPECT_THAT(load_problem(written("large.textproto", std::string((16u << 20) + 1, ' '))),
              EndsWith("is too large to be a config"));
}

}  // namespace
}  // namespace protocols
