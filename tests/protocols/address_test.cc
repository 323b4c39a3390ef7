// Addresses: what is one, what is not, and which are on this machine.
#include "protocols/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/bad_input.h"

namespace protocols {
namespace {

using testing::HasSubstr;

std::string refusal_of(std::string_view text) {
  try {
    parse_address(text);
    return "accepted";
  } catch (const BadInput& problem) {
    return problem.what();
  }
}

TEST(Address, IsAHostAndAPort) {
  const Address address = parse_address("127.0.0.1:4000");
  EXPECT_FALSE(address.is_unix());
  EXPECT_EQ(address.host, "127.0.0.1");
  EXPECT_EQ(address.port, 4000);
  EXPECT_EQ(parse_address("[::1]:65535").host, "::1");
  EXPECT_EQ(parse_address("some.host:1").host, "some.host");
}

TEST(Address, IsOrAPath) {
  EXPECT_EQ(parse_address("unix:/run/a").path, "/run/a");
  EXPECT_EQ(parse_address("unix:a").path, "a");
  EXPECT_EQ(parse_address("./a:1").path, "./a:1");
  EXPECT_EQ(parse_address("/" + std::string(106, 'a')).path.size(), 107u);
}

TEST(Address, KnowsThisMachine) {
  for (const auto* text : {"127.0.0.1:1", "127.1.2.3:1", "localhost:1", "[::1]:1", "./a"}) {
    EXPECT_TRUE(parse_address(text).is_local()) << text;
  }
  for (const auto* text : {"128.0.0.1:1", "127.0.0.1.evil.org:1", "127.a.b.c:1", "127.0.0:1",
                           "[::2]:1", "localhost.org:1"}) {
    EXPECT_FALSE(parse_address(text).is_local()) << text;
  }
}

TEST(Address, RefusesEverythingElseAndSaysWhy) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "the port is missing"},       {"here", "the port is missing"},
      {":4000", "the host is missing"},  {"[]:4000", "brackets"},
      {"here:", "from 1 to 65535"},      {"here:0", "from 1 to 65535"},
      {"here:65536", "from 1 to 65535"}, {"here:40x", "from 1 to 65535"},
      {"here:-1", "from 1 to 65535"},    {"::1:4000", "written in brackets"},
      {"unix:", "the path is missing"},  {"/" + std::string(107, 'a'), "at most 107"},
  };
  for (const auto& [text, why] : rows) EXPECT_THAT(refusal_of(text), HasSubstr(why)) << text;
}

}  // namespace
}  // namespace protocols
