// The event queue beside plain models: a seed draws pushes and pops, both must agree at every step,
// however far apart the events are, and however many. Then what becomes of the messages.
#include "sim/event_queue.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <set>

#include "sim/random.h"

namespace sim {
namespace {

// The plain model: always sorted, largest first.
class SortedVector {
 public:
  void push(const Event<int>& event) {
    const auto smaller = [&](const Event<int>& other) { return other.key < event.key; };
    events_.insert(std::find_if(events_.begin(), events_.end(), smaller), event);
  }
  Event<int> pop() {
    const Event<int> event = events_.back();
    events_.pop_back();
    return event;
  }
  std::vector<Event<int>> events_;
};

// Few times, receivers and senders, so that every field decides often; the number is unique.
EventKey drawn_key(Random& random, std::uint64_t nth) {
  EventKey key;
  key.at.ns = static_cast<std::int64_t>(random.below(5));
  key.at.microstep = static_cast<std::uint32_t>(random.below(2));
  key.to.value = static_cast<std::uint32_t>(random.below(3));
  key.from.value = static_cast<std::uint32_t>(random.below(3));
  key.nth = random.below(2) == 0 ? nth : ~nth;
  return key;
}

class EventQueueBesideModel : public testing::TestWithParam<std::uint64_t> {};

TEST_P(EventQueueBesideModel, AgreesAtEveryStep) {
  Random random(GetParam(), 0, Purpose::kModel);
  EventQueue<int> queue;
  SortedVector model;
  std::size_t most = 0;
  for (int step = 0; step < 4000; ++step) {
    const std::uint64_t pushes = step / 200 % 2 == 0 ? 6 : 4;  // of 10: it fills and drains
    if (random.below(10) < pushes) {
      const EventKey key = drawn_key(random, static_cast<std::uint64_t>(step));
      const Event<int> event{key, {{1}, 2}, {3, 4}, {5}, step};
      queue.push(Event<int>(event));
      model.push(event);
    } else if (!model.events_.empty()) {
      ASSERT_EQ(queue.next_key(), model.events_.back().key);
      const Event<int> real = queue.pop(), expected = model.pop();
      ASSERT_EQ(real.key, expected.key);
      ASSERT_EQ(real.message, expected.message);
      ASSERT_EQ(real.cause, expected.cause);
      ASSERT_EQ(real.link, expected.link);
    }
    ASSERT_EQ(queue.size(), model.events_.size());
    ASSERT_EQ(queue.empty(), model.events_.empty());
    most = std::max(most, queue.size());
  }
  EXPECT_GT(most, 20u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, EventQueueBesideModel, testing::Range<std::uint64_t>(0, 10));

// How far ahead events are put, in ns: of every kind there are long stretches, so that days have to
// become longer and shorter, and what is far off has to come nearer.
std::int64_t drawn_delay(Random& random, int kind) {
  switch (kind) {
    case 0:
      return 0;
    case 1:
      return static_cast<std::int64_t>(random.below(4));
    case 2:
      return static_cast<std::int64_t>(random.below(100'000));
    case 3:  // from a nanosecond to a century, evenly in the logarithm
      return static_cast<std::int64_t>(std::exp2(61 * random.uniform()));
    default:
      return 1'000'000'000;
  }
}

// Moves on as an engine does: takes the next, and puts others after it.
class EventQueueInTime : public testing::TestWithParam<std::uint64_t> {};

TEST_P(EventQueueInTime, HandsOutByKeyWhatWasPutIn) {
  Random random(GetParam(), 1, Purpose::kModel);
  EventQueue<int> queue;
  std::set<EventKey> model;
  std::uint64_t nth = 0;
  std::size_t most = 0;
  EventKey now;
  for (int step = 0; step < 200'000; ++step) {
    const int stretch = step / 5000;
    const std::uint64_t pushes = stretch % 4 < 2 ? 6 : 4;  // of 10
    if (random.below(10) < pushes) {
      const std::int64_t delay =
          drawn_delay(random, static_cast<int>(GetParam() + stretch / 3) % 5);
      EventKey key{{now.at.ns + delay, now.at.microstep + 1}, {}, {}, nth++};
      if (key.at.ns > 4'000'000'000'000'000'000) key.at.ns = now.at.ns;
      key.to.value = static_cast<std::uint32_t>(random.below(3));
      queue.push({key, {}, {}, {}, static_cast<int>(key.nth)});
      model.insert(key);
    } else if (!model.empty()) {
      now = *model.begin();
      model.erase(model.begin());
      ASSERT_EQ(queue.next_key(), now) << step;
      ASSERT_EQ(queue.pop().message, static_cast<int>(now.nth));
    }
    ASSERT_EQ(queue.size(), model.size());
    most = std::max(most, model.size());
  }
  EXPECT_GT(most, 1000u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, EventQueueInTime, testing::Range<std::uint64_t>(0, 10));

Event<int> at(std::int64_t ns, int message) { return {{{ns}, {}, {}, 0}, {}, {}, {}, message}; }

TEST(EventQueue, OfAThousandAtOneInstantIsInOrder) {
  EventQueue<int> queue;
  for (int i = 0; i < 1000; ++i) {
    queue.push({{{7}, {static_cast<std::uint32_t>(i * 7919 % 1000)}, {}, 0}, {}, {}, {}, i});
  }
  for (std::uint32_t to = 0; to < 1000; ++to) ASSERT_EQ(queue.pop().key.to.value, to);
}

TEST(EventQueue, TakesAnEventForBeforeWhatIsNext) {
  EventQueue<int> queue;
  for (const std::int64_t ns : {1'000'000'000, 2'000'000'000, 3}) queue.push(at(ns, 0));
  EXPECT_EQ(queue.pop().key.at.ns, 3);
  queue.push(at(2, 0));
  EXPECT_EQ(queue.pop().key.at.ns, 2);
  EXPECT_EQ(queue.pop().key.at.ns, 1'000'000'000);
}

TEST(EventQueue, VisitsWhatIsStillToComeAndNothingElse) {
  EventQueue<int> queue;
  for (const int i : {1, 2, 4, 8}) queue.push(at(i, i));
  queue.pop();
  queue.push(at(16, 16));
  int sum = 0;
  queue.visit([&](const Event<int>& event) { sum += event.message; });
  EXPECT_EQ(sum, 2 + 4 + 8 + 16);
}

TEST(EventQueue, KeepsAnEventInItsPlaceUntilItIsReleased) {
  EventQueue<std::shared_ptr<int>> queue;
  const auto message = std::make_shared<int>(1);
  queue.push({.key = {}, .cause = {}, .sent = {}, .message = message});
  const Due due = queue.take();
  const auto& event = queue[due];
  for (int i = 1; i < 1000; ++i) queue.push({{{i}, {}, {}, 0}, {}, {}, {}, nullptr});
  EXPECT_EQ(event.message, message);
  queue.release(due);
  EXPECT_EQ(message.use_count(), 1);
}

TEST(EventQueue, KeepsNoMessageThatItHandedOut) {
  EventQueue<std::shared_ptr<int>> queue;
  const auto message = std::make_shared<int>(1);
  queue.push({.key = {}, .cause = {}, .sent = {}, .message = message});
  EXPECT_EQ(message.use_count(), 2);
  queue.pop();
  EXPECT_EQ(message.use_count(), 1);
}

TEST(EventQueue, CarriesMessagesThatCannotBeCopied) {
  EventQueue<std::unique_ptr<int>> queue;
  for (const int i : {2, 1, 3}) {
    queue.push({{{i}, {}, {}, 0}, {}, {}, {}, std::make_unique<int>(i)});
  }
  for (const int i : {1, 2, 3}) EXPECT_EQ(*queue.pop().message, i);
}

}  // namespace
}  // namespace sim
