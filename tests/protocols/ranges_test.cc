// Whole numbers: who writes none is told the same bounds that values are held to.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/protocols/example.h"

namespace protocols {
namespace {

using testing::HasSubstr;

struct Bounded {
  std::string field;   // its last name, or the element
  std::string change;  // an override; {} is the value
  std::uint64_t least;
  std::uint64_t most = UINT32_MAX;  // what the type can hold is no bound of ours
};

const std::string kSkip = "network={{ tower {{ widths: [9, 8, 6, 6, 8] }} skip {{ ";

const std::vector<Bounded> kBounded = {
    {"batch", "data.batch={}", 1},
    {"classes", "data.classes={}", 1},
    {"pool", "data.pool={}", 1, 1000},
    {"train", "data.glyphs.train={}", 1, 2097152},
    {"test", "data.glyphs.test={}", 0, 2097152},
    {"units", "data.noise.units={}", 1, 1'000'000},
    {"classes", "data.noise.classes={}", 1, 256},
    {"train", "data.noise.train={}", 1, 1'000'000},
    {"hidden_layers", "network.square.hidden_layers={}", 0, 1000},
    {"widths[0]", "network.tower={{ widths: [{}, 1] }}", 1},
    {"widths[1]", "network.rectangular={{ widths: [1, {}] }}", 1},
    {"widths[0]", "network.conv={{ layer {{ size: 2 }} widths: [{}] }}", 1},
    {"size", "network.conv={{ layer {{ size: {} }} }}", 1, 1000},
    {"stride", "network.conv={{ layer {{ size: 1000 stride: {} }} }}", 1, 1000},
    {"filters", "network.conv={{ layer {{ size: 2 filters: {} }} }}", 1},
    {"from", kSkip + "auxiliary {{ from: {} to: 4 }} }} }}", 1},
    {"to", kSkip + "auxiliary {{ from: 1 to: {} }} }} }}", 3},
    {"layer", kSkip + "rotation {{ layer: {} }} }} }}", 1},
    {"layer", kSkip + "residual {{ layer: {} }} }} }}", 1},
    {"layer", kSkip + "reversible {{ layer: {} }} }} }}", 1},
    {"every_steps", "regularizer.every_steps={}", 1, UINT64_MAX},
    {"every_steps", "orthogonality.retraction.every_steps={}", 1, UINT64_MAX},
    {"memory", "neurons.memory={}", 1, 1'000'000},
    {"in_flight", "clock.handshake.in_flight={}", 1, 1024},
    {"every_samples", "clock.rest.every_samples={}", 0, 1'000'000'000'000},
    {"noise_columns", "clock.rest.noise_columns={}", 1, 100'000},
    {"every_updates", "probe.backprop_alignment.every_updates={}", 1},
    {"epochs", "run.epochs={}", 1, 1'000'000},
    {"steps", "run.steps={}", 1, 1'000'000'000'000'000},
    {"evaluate_every_steps", "run.evaluate_every_steps={}", 1, UINT64_MAX},
    {"every_steps", "checkpoint.every_steps={}", 1, UINT64_MAX},
    {"whole_every", "trace.whole_every={}", 1, UINT64_MAX},
    {"repeats", "study.repeats={}", 1},
};

std::string told(const Bounded& field, const std::string& value) {
  return problem_of(kExample, {fmt::format(fmt::runtime(field.change), value)});
}

TEST(Ranges, OfNumbersThatAreTooSmall) {
  for (const Bounded& field : kBounded) {
    if (field.least == 0) continue;
    EXPECT_THAT(told(field, std::to_string(field.least - 1)),
                HasSubstr(fmt::format("{}: must be at least {}, but is {}", field.field,
                                      field.least, field.least - 1)));
  }
}

TEST(Ranges, OfNumbersThatAreTooLarge) {
  for (const Bounded& field : kBounded) {
    if (field.most == UINT32_MAX || field.most == UINT64_MAX) continue;
    EXPECT_THAT(told(field, std::to_string(field.most + 1)),
                HasSubstr(fmt::format("{}: must be at most {}, but is {}", field.field, field.most,
                                      field.most + 1)));
  }
}

TEST(Ranges, AreToldWhereAWholeNumberIsExpected) {
  for (const Bounded& field : kBounded) {
    for (const char* value : {"-6", "1.5", "many", "99999999999999999999"}) {
      EXPECT_THAT(told(field, value),
                  HasSubstr(fmt::format("{}: expected a whole number from {} to {}, got {}",
                                        field.field, field.least, field.most, value)));
    }
  }
}

TEST(Ranges, EndsAreGood) {
  for (const Bounded& field : kBounded) {
    EXPECT_THAT(told(field, std::to_string(field.least)), testing::Not(HasSubstr("must be at")));
    EXPECT_THAT(told(field, std::to_string(field.most)), testing::Not(HasSubstr("must be at")));
  }
}

}  // namespace
}  // namespace protocols
