// The event queue beside a sorted vector: a seed draws pushes and pops, both must agree at every
// step. Then what becomes of the messages.
#include "sim/event_queue.h"

#include <gtest/gtest.h>

#include <memory>

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
      queue.push(event);
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

Event<int> at(std::int64_t ns, int message) { return {{{ns}, {}, {}, 0}, {}, {}, {}, message}; }

TEST(EventQueue, VisitsWhatIsStillToComeAndNothingElse) {
  EventQueue<int> queue;
  for (const int i : {1, 2, 4, 8}) queue.push(at(i, i));
  queue.pop();
  queue.push(at(16, 16));
  int sum = 0;
  queue.visit([&](const Event<int>& event) { sum += event.message; });
  EXPECT_EQ(sum, 2 + 4 + 8 + 16);
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
