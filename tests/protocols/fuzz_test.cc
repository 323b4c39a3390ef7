// Damaged configs, overrides and durations: each is read, or refused as bad input; nothing else.
// With the sanitizers of the dev preset also: no memory is read that is not theirs.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "protocols/config.h"
#include "protocols/duration.h"
#include "tests/mutation.h"
#include "tests/protocols/example.h"
#include "tests/source_files.h"

namespace protocols {
namespace {

std::vector<std::string> words() {
  return {"{",
          "}",
          "{}",
          "[",
          "]",
          "\"",
          "'",
          "\\",
          "#",
          ":",
          ",",
          "-",
          "0",
          "1e999",
          "nan",
          "-inf",
          "10us",
          "1h",
          "\n",
          "\r",
          "[1]",
          "rule.bp",
          "=",
          ".",
          "link",
          "gait {}",
          "widths",
          "0x1p",
          "<",
          ">",
          "\xff",
          "\xc3\xa9",
          "*",
          "true",
          "study",
          "seed: 1",
          "18446744073709551616"};
}

// The texts of the configs that are shipped.
std::vector<std::string> shipped() {
  std::vector<std::string> texts;
  for (const auto& file : tests::shipped_configs()) {
    std::ifstream in(file);
    texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return texts;
}

void fuzz_configs(std::uint64_t seed, int cases) {
  const auto parse = [](const std::string& text) { parse_config(text, "fuzz.textproto"); };
  const int accepted = tests::fuzz<BadInput>(shipped(), {seed, words()}, cases, parse);
  EXPECT_GT(accepted, cases / 100);
  EXPECT_LT(accepted, cases);
}

void fuzz_overrides(std::uint64_t seed, int cases) {
  const std::vector<std::string> good = {"seed=2",
                                         "link[0].loss=0.1",
                                         "link[0].bandwidth=1.5MB/s",
                                         "link[0].down=[{from: \"1us\" to: \"2us\"}]",
                                         "rule.bp={}",
                                         "clock.lockstep.target=60us",
                                         "optimizer.adam={learning_rate: 1e-3 beta1: 0.9}",
                                         "network.tower.widths=[784, 20, 10]"};
  const auto apply = [](const std::string& override) {
    parse_config(kExample, "fuzz.textproto", {override});
  };
  const int accepted = tests::fuzz<BadInput>(good, {seed, words()}, cases, apply);
  EXPECT_GT(accepted, cases / 100);
  EXPECT_LT(accepted, cases);
}

void fuzz_durations(std::uint64_t seed, int cases) {
  const auto parse = [](const std::string& text) {
    const std::int64_t duration = parse_duration_ns(text);
    EXPECT_GE(duration, 0);
    EXPECT_LE(duration, kLongestDurationNs);
    EXPECT_EQ(parse_duration_ns(format_duration(duration)), duration);
  };
  const std::vector<std::string> good = {"10us", "1.5ms", "0.000000001s", "999999s", "3ns"};
  const int accepted = tests::fuzz<BadInput>(good, {seed, words()}, cases, parse);
  EXPECT_GT(accepted, cases / 100);
  EXPECT_LT(accepted, cases);
}

TEST(Fuzz, OfTextsFindsNothing) { fuzz_configs(1, 2000); }
TEST(Fuzz, OfOverridesFindsNothing) { fuzz_overrides(1, 2000); }
TEST(Fuzz, OfDurationsFindsNothing) { fuzz_durations(1, 5000); }

TEST(LongFuzz, OfTextsFindsNothing) { fuzz_configs(2, 100'000); }
TEST(LongFuzz, OfOverridesFindsNothing) { fuzz_overrides(2, 100'000); }
TEST(LongFuzz, OfDurationsFindsNothing) { fuzz_durations(2, 1'000'000); }

}  // namespace
}  // namespace protocols
