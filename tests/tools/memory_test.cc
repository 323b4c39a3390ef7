// Nothing grows with time: the most memory that a long run ever uses is that of a shorter one.
// Measured by Linux: the peak of the resident set, which /proc/self/clear_refs sets back.
#include <gtest/gtest.h>
#include <malloc.h>

#include "tests/tools/tiny_run.h"

namespace lab {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // sanitizers keep what was freed
#else
constexpr bool kSanitized = false;
#endif

long peak_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

long peak_kb_of(const std::string& steps, const Overrides& overrides) {
  std::ofstream("/proc/self/clear_refs") << 5 << std::flush;
  const TemporaryFolder out;
  const Outcome outcome =
      run_tiny(out.path(), overrides + Overrides{"run={steps: " + steps + "}", "data.batch=1",
                                                 "run.evaluate_every_steps=1000000"});
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  return peak_kb();
}

long peak_kb_of_width(int units) {
  std::ofstream("/proc/self/clear_refs") << 5 << std::flush;
  const std::string n = std::to_string(units);
  const TemporaryFolder out;
  const Outcome outcome = run_tiny(
      out.path(), {"data={noise { units: " + n + " train: 12 } batch: 1}",
                   "network={tower { widths: [" + n + ", " + n + ", " + n + ", " + n + "] }}"});
  EXPECT_EQ(outcome.ending, Ending::kDone) << outcome.trouble;
  return peak_kb();
}

void expect_no_growth(const Overrides& overrides) {
  if (kSanitized) GTEST_SKIP() << "sanitizers keep what was freed";
  const long some = peak_kb_of("2000", overrides);
  ASSERT_GT(some, 1000) << "/proc/self/status has no VmHWM";
  const long many = peak_kb_of("22000", overrides);
  // 20000 steps more: one pointer left behind in each layer of each step would be 480 kB.
  EXPECT_LT(many - some, 400) << some << " kB, then " << many << " kB";
}

TEST(Memory, DoesNotGrowUnderTheIdealClock) { expect_no_growth({}); }

TEST(Memory, DoesNotGrowWhenMessagesAreLostLateAndRepeated) { expect_no_growth(kLossy); }

TEST(Memory, DoesNotGrowWhenOrdersAreLost) {
  expect_no_growth(kLossy + Overrides{"link[2]={match: \"clock.*\" loss: 0.2 duplicate: 0.2}",
                                      "learning.mismatch=LEARN"});
}

TEST(Memory, DoesNotGrowWhenUpdatesAreProbedAndValuesHeldToAContract) {
  expect_no_growth(kLossy + Overrides{"link[2]={match: \"clock.*\" loss: 0.2 duplicate: 0.2}",
                                      "learning.mismatch=LEARN", "contract={}",
                                      "probe.backprop_alignment.every_updates=100"});
}

// Between events the populations keep 13 matrices in all (tests/neurons/weight_memory_test.cc); a
// handler works with a few more, of one layer. Neither evaluations nor checkpoints take as much.
TEST(Memory, OfARunIsThatOfItsPopulations) {
  if (kSanitized) GTEST_SKIP() << "memory is the sanitizer's";
  mallopt(M_MMAP_THRESHOLD, 1 << 20);  // what is given back is gone: no holes are counted
  constexpr long kUnits = 800, kMatrixKb = kUnits * kUnits * 4 / 1024;
  const long narrow = peak_kb_of_width(16), wide = peak_kb_of_width(kUnits);
  EXPECT_LT(wide - narrow, (13 + 4) * kMatrixKb) << narrow << " kB, then " << wide << " kB";
}

}  // namespace
}  // namespace lab
