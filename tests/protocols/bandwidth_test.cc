// Bandwidths: what is one and what is not. Numbers and points are read as in durations.
#include "protocols/bandwidth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "protocols/bad_input.h"

namespace protocols {
namespace {

using testing::HasSubstr;

std::string refusal_of(std::string_view text) {
  try {
    return "accepted as " + std::to_string(parse_bytes_per_second(text));
  } catch (const BadInput& problem) {
    return problem.what();
  }
}

TEST(Bandwidth, HasOneOfFourUnits) {
  EXPECT_EQ(parse_bytes_per_second("7B/s"), 7u);
  EXPECT_EQ(parse_bytes_per_second("200kB/s"), 200'000u);
  EXPECT_EQ(parse_bytes_per_second("10MB/s"), 10'000'000u);
  EXPECT_EQ(parse_bytes_per_second("1.5GB/s"), 1'500'000'000u);
}

TEST(Bandwidth, MayBeUnlimited) { EXPECT_EQ(parse_bytes_per_second("unlimited"), 0u); }

TEST(Bandwidth, IsFromOneByteToAMillionGigabytesPerSecond) {
  EXPECT_EQ(parse_bytes_per_second("0.001kB/s"), 1u);
  EXPECT_EQ(parse_bytes_per_second("1000000GB/s"), 1'000'000'000'000'000u);
}

TEST(Bandwidth, RefusesEverythingElseAndSaysWhy) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "needs digits"},
      {"10", "the unit is missing"},
      {"10MB", "\"MB\" is no unit"},
      {"10Mb/s", "\"Mb/s\" is no unit"},
      {"10 MB/s", "\" MB/s\" is no unit"},
      {"Unlimited", "needs digits"},
      {"-1B/s", "it is negative"},
      {"1.5B/s", "it has parts of a byte per second"},
      {"0.0001kB/s", "it has parts of a byte per second"},
      {"1000001GB/s", "it is more than 1000000GB/s"},
      {"99999999999999999999B/s", "it is more than 1000000GB/s"},
      {"0MB/s", "must be at least 1B/s, but is 0MB/s"},
  };
  for (const auto& [text, why] : rows) EXPECT_THAT(refusal_of(text), HasSubstr(why)) << text;
  EXPECT_EQ(refusal_of("10"),
            "\"10\" is not a bandwidth: the unit is missing; allowed is a number of B/s, kB/s, "
            "MB/s or GB/s, such as \"10MB/s\", or \"unlimited\"");
}

}  // namespace
}  // namespace protocols
