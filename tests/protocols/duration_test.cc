// Durations: what is one, what is not, and that writing and reading are inverses.
#include "protocols/duration.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/bad_input.h"

namespace protocols {
namespace {

using testing::HasSubstr;

std::string refusal_of(std::string_view text) {
  try {
    return "accepted as " + format_duration(parse_duration_ns(text));
  } catch (const BadInput& problem) {
    return problem.what();
  }
}

TEST(Duration, HasOneOfFourUnits) {
  EXPECT_EQ(parse_duration_ns("200ns"), 200);
  EXPECT_EQ(parse_duration_ns("10us"), 10'000);
  EXPECT_EQ(parse_duration_ns("3ms"), 3'000'000);
  EXPECT_EQ(parse_duration_ns("2s"), 2'000'000'000);
}

TEST(Duration, MayHaveAFractionDownToANanosecond) {
  EXPECT_EQ(parse_duration_ns("1.5ms"), 1'500'000);
  EXPECT_EQ(parse_duration_ns("0.001us"), 1);
  EXPECT_EQ(parse_duration_ns("1.000000001s"), 1'000'000'001);
  EXPECT_EQ(parse_duration_ns("1.0ns"), 1);
  EXPECT_EQ(parse_duration_ns("0.5000us"), 500);
}

TEST(Duration, IsFromZeroToAMillionSeconds) {
  EXPECT_EQ(parse_duration_ns("0s"), 0);
  EXPECT_EQ(parse_duration_ns("1000000s"), kLongestDurationNs);
  EXPECT_EQ(parse_duration_ns("1000000000000000ns"), kLongestDurationNs);
}

TEST(Duration, RefusesEverythingElseAndSaysWhy) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "needs digits"},
      {"10", "the unit is missing"},
      {"us", "needs digits"},
      {".5us", "needs digits"},
      {"5.us", "needs digits"},
      {"+5us", "needs digits"},
      {" 5us", "needs digits"},
      {"nan", "needs digits"},
      {"inf", "needs digits"},
      {"-1us", "negative"},
      {"-0s", "negative"},
      {"1 us", "\" us\" is no unit"},
      {"1US", "\"US\" is no unit"},
      {"1m", "\"m\" is no unit"},
      {"1usx", "\"usx\" is no unit"},
      {"1e3us", "\"e3us\" is no unit"},
      {"1,5us", "\",5us\" is no unit"},
      {"0.5ns", "parts of a nanosecond"},
      {"1.0000000001s", "parts of a nanosecond"},
      {"1000000.000000001s", "longer than 1000000s"},
      {"1000001s", "longer than 1000000s"},
      {"9223372036854775808ns", "longer than 1000000s"},
      {"99999999999999999999999999s", "longer than 1000000s"}};
  for (const auto& [text, why] : rows) {
    EXPECT_THAT(refusal_of(text), HasSubstr(why)) << text;
    EXPECT_THAT(refusal_of(text), HasSubstr("allowed is a number of ns, us, ms or s")) << text;
  }
}

TEST(Offset, IsADurationThatMayBeNegative) {
  EXPECT_EQ(parse_offset_ns("1.5us"), 1'500);
  EXPECT_EQ(parse_offset_ns("-1.5us"), -1'500);
  EXPECT_EQ(parse_offset_ns("-1000000s"), -kLongestDurationNs);
  for (const char* text : {"-10", "--1us", "-", "-us", "-1000001s"}) {
    EXPECT_THAT([text] { parse_offset_ns(text); },
                testing::ThrowsMessage<BadInput>(
                    testing::StartsWith(fmt::format("\"{}\" is not a duration", text))));
  }
}

TEST(Duration, IsWrittenInTheLargestUnitThatFits) {
  EXPECT_EQ(format_duration(0), "0s");
  EXPECT_EQ(format_duration(999), "999ns");
  EXPECT_EQ(format_duration(1'000), "1us");
  EXPECT_EQ(format_duration(1'500'000), "1.5ms");
  EXPECT_EQ(format_duration(1'000'000'001), "1.000000001s");
  EXPECT_EQ(format_duration(-2'500), "-2.5us");
  EXPECT_EQ(format_duration(INT64_MIN), "-9223372036.854775808s");
}

TEST(Duration, IsReadBackAsItWasWritten) {
  for (std::int64_t ns = 1; ns <= kLongestDurationNs / 7; ns = ns * 7 + 3) {
    EXPECT_EQ(parse_duration_ns(format_duration(ns)), ns);
  }
  EXPECT_EQ(parse_duration_ns(format_duration(kLongestDurationNs)), kLongestDurationNs);
}

}  // namespace
}  // namespace protocols
