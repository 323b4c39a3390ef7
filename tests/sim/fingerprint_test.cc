// The fingerprint: every field that belongs to a run changes it, the order in which actors are
// told does not, and two golden values that a change of the hash would change.
#include "sim/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/sim/counted.h"

namespace sim {
namespace {

using Events = std::vector<Event<Counted>>;

// An event in which every field is set.
Event<Counted> event() { return {{{10, 1}, {2}, {3}, 4}, {{5}, 6}, {7}, {8}, {9, 0}}; }

std::uint64_t print_of(const Events& events, std::uint64_t word = 0) {
  Fingerprint<Counted> print;
  for (const auto& e : events) print.on_receive(e);
  return print.value_with(word);
}

TEST(Fingerprint, ChangesWithEveryFieldThatBelongsToTheRun) {
  std::vector<Event<Counted>> variants(9, event());
  variants[1].key.at.ns++;
  variants[2].key.at.microstep++;
  variants[3].key.to.value++;
  variants[4].key.from.value++;
  variants[5].key.nth++;
  variants[6].cause.from.value++;
  variants[7].cause.nth++;
  variants[8].message.content++;
  std::set<std::uint64_t> prints;
  for (const auto& variant : variants) prints.insert(print_of({variant}));
  EXPECT_EQ(prints.size(), variants.size());
}

TEST(Fingerprint, ChangesWithTheWordThatIsAdded) {
  EXPECT_NE(print_of({event()}, 1), print_of({event()}, 2));
  EXPECT_EQ(print_of({event()}, 1), print_of({event()}, 1));
}

TEST(Fingerprint, DoesNotDependOnTheOrderOfActors) {
  Event<Counted> a = event(), b = event();
  b.key.to.value = 0;
  EXPECT_EQ(print_of({a, b}), print_of({b, a}));
}

TEST(Fingerprint, DependsOnTheOrderOfTheEventsOfOneActor) {
  Event<Counted> a = event(), b = event();
  b.key.nth = 99;
  EXPECT_NE(print_of({a, b}), print_of({b, a}));
}

TEST(Fingerprint, CountsRepetitions) {
  EXPECT_NE(print_of({event()}), print_of({event(), event()}));
}

TEST(Fingerprint, HearsOnlyWhatWasReceived) {
  Fingerprint<Counted> print;
  print.on_send(event(), Fate::kQueued);
  print.on_note({}, {});
  print.on_window_end({5});
  EXPECT_EQ(print.value_with(0), print_of({}));
}

TEST(Hash, DependsOnTheOrderOfWords) {
  Hash ab, ba;
  ab.add(1);
  ab.add(2);
  ba.add(2);
  ba.add(1);
  EXPECT_NE(ab.value(), ba.value());
}

// Whoever has heard nothing has the value that every hash begins with.
TEST(Hash, HearsAWordThatEqualsItsState) {
  Hash hash;
  hash.add(Hash().value());
  EXPECT_NE(hash.value(), Hash().value());
}

// Who changes these changes every fingerprint that was ever written down.
TEST(Fingerprint, KeepsItsGoldenValues) {
  EXPECT_EQ(print_of({}), 7789859270911320849u);
  EXPECT_EQ(print_of({event()}, 5), 8726026150680138948u);
}

}  // namespace
}  // namespace sim
