// What every executor must do: each job once, return when all are done, pass on the exception of
// the lowest job. A new executor adds one line to the list.
#include "sim/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "sim/asio_pool.h"
#include "sim/team.h"
#include "tests/sim/executors.h"

namespace sim {
namespace {

using testing::Each;
using testing::ThrowsMessage;

struct Kind {
  std::string name;
  std::unique_ptr<Executor> (*make)();
};

const Kind kKinds[] = {
    {"Inline", [] { return std::unique_ptr<Executor>(std::make_unique<InlineExecutor>()); }},
    {"Shuffled", [] { return std::unique_ptr<Executor>(std::make_unique<ShuffledExecutor>(1)); }},
    {"AsioPool1", [] { return std::unique_ptr<Executor>(std::make_unique<AsioPool>(1)); }},
    {"AsioPool2", [] { return std::unique_ptr<Executor>(std::make_unique<AsioPool>(2)); }},
    {"AsioPool8", [] { return std::unique_ptr<Executor>(std::make_unique<AsioPool>(8)); }},
};

class ExecutorContract : public testing::TestWithParam<Kind> {
 protected:
  // How often each of so many jobs was called. Plain integers: that run_all returns after all
  // jobs, and so late that their writes are seen, is part of what is tested.
  std::vector<int> calls(std::size_t count) {
    std::vector<int> out(count, 0);
    executor->run_all(count, [&](std::size_t i) { ++out.at(i); });
    return out;
  }

  std::unique_ptr<Executor> executor = GetParam().make();
};

TEST_P(ExecutorContract, CallsEachJobOnce) {
  for (const std::size_t count : {1u, 2u, 3u, 7u, 8u, 9u, 1000u}) {
    EXPECT_THAT(calls(count), Each(1)) << count;
  }
}

TEST_P(ExecutorContract, DoesNothingWithoutJobs) {
  executor->run_all(0, [](std::size_t) { FAIL() << "there is no job"; });
}

TEST_P(ExecutorContract, CanBeUsedManyTimes) {
  for (int i = 0; i < 2000; ++i) ASSERT_THAT(calls(3), Each(1));
}

TEST_P(ExecutorContract, PassesOnTheExceptionOfTheLowestJob) {
  for (int i = 0; i < 200; ++i) {
    EXPECT_THAT(([&] {
                  executor->run_all(10, [](std::size_t job) {
                    if (job >= 4) throw std::runtime_error("job " + std::to_string(job));
                  });
                }),
                ThrowsMessage<std::runtime_error>("job 4"));
  }
}

TEST_P(ExecutorContract, FinishesTheOtherJobsBeforeItPassesOnAnException) {
  std::vector<int> done(10, 0);
  const auto job = [&](std::size_t i) {
    done[i] = 1;
    if (i == 0 || i == 7) throw std::runtime_error("no");
  };
  EXPECT_THROW(executor->run_all(10, job), std::runtime_error);
  EXPECT_THAT(done, Each(1));
}

TEST_P(ExecutorContract, WorksOnAfterAnException) {
  EXPECT_THROW(executor->run_all(2, [](std::size_t) { throw std::runtime_error("no"); }),
               std::runtime_error);
  EXPECT_THAT(calls(5), Each(1));
}

INSTANTIATE_TEST_SUITE_P(All, ExecutorContract, testing::ValuesIn(kKinds),
                         [](const auto& kind) { return kind.param.name; });

// Two jobs that wait for each other end only if they run side by side.
TEST(AsioPool, RunsJobsSideBySide) {
  AsioPool pool(2);
  std::atomic<int> arrived = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  pool.run_all(2, [&](std::size_t) {
    ++arrived;
    while (arrived < 2 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_EQ(arrived, 2);
  });
}

// Jobs of jobs: idle threads help, and nobody waits for a thread that waits.
TEST_P(ExecutorContract, RunsJobsOfJobs) {
  std::atomic<int> done = 0;
  executor->run_all(5, [&](std::size_t) {
    executor->run_all(7, [&](std::size_t) { executor->run_all(3, [&](std::size_t) { ++done; }); });
  });
  EXPECT_EQ(done, 5 * 7 * 3);
}

TEST_P(ExecutorContract, HandsOnWhatAJobOfAJobThrew) {
  EXPECT_THROW(executor->run_all(4,
                                 [&](std::size_t) {
                                   executor->run_all(4, [](std::size_t job) {
                                     if (job == 2) throw std::runtime_error("no");
                                   });
                                 }),
               std::runtime_error);
}

// The second job waits for a part of the first, which only the thread that is done can take.
TEST(AsioPool, HelpsTheLastJobThatIsLeft) {
  AsioPool pool(2);
  std::atomic<int> arrived = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  pool.run_all(2, [&](std::size_t job) {
    if (job == 0) return;
    pool.run_all(2, [&](std::size_t) {
      ++arrived;
      while (arrived < 2 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    });
  });
  EXPECT_EQ(arrived, 2);
  EXPECT_LT(std::chrono::steady_clock::now(), end);
}

TEST(Team, IsThatOfTheInnermostScopeAndOfThreadsThatHelp) {
  EXPECT_EQ(Team::members(), 1u);
  AsioPool pool(3);
  {
    const Team team(pool, 3);
    EXPECT_EQ(Team::members(), 3u);
    std::atomic<int> whole = 0;
    Team::run_all(20, [&](std::size_t) { whole += Team::members() == 3; });
    EXPECT_EQ(whole, 20);
    InlineExecutor alone;
    const Team inner(alone, 1);
    EXPECT_EQ(Team::members(), 1u);
  }
  EXPECT_EQ(Team::members(), 1u);
}

TEST(AsioPool, OfOneUsesTheCallingThreadOnly) {
  AsioPool pool(1);
  std::set<std::thread::id> threads;
  pool.run_all(20, [&](std::size_t) { threads.insert(std::this_thread::get_id()); });
  EXPECT_EQ(threads, std::set{std::this_thread::get_id()});
}

TEST(ShuffledExecutor, RunsBatchesInDifferentOrders) {
  ShuffledExecutor executor(1);
  std::set<std::vector<std::size_t>> orders;
  for (int i = 0; i < 20; ++i) {
    std::vector<std::size_t> order;
    executor.run_all(6, [&](std::size_t job) { order.push_back(job); });
    orders.insert(order);
  }
  EXPECT_GT(orders.size(), 10u);
}

static_assert(!std::is_copy_constructible_v<AsioPool>);
static_assert(!std::is_convertible_v<std::size_t, AsioPool>);

}  // namespace
}  // namespace sim
