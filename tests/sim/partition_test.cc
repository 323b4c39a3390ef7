// An engine shared among several, here on threads: each runs some of the actors, all of them tell
// their observers the same, which is what one engine alone tells.
#include "sim/partition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "tests/sim/walkers.h"

namespace sim {
namespace {

// Where all of them put what their groups did.
struct Board {
  explicit Board(std::size_t members) : barrier(static_cast<std::ptrdiff_t>(members)) {
    texts.resize(members);
  }
  std::barrier<> barrier;
  std::mutex mutex;
  std::map<std::uint32_t, std::pair<Outbox<Word>, std::string>> done;  // by group, and why not
  std::vector<std::string> texts;
};

// What crosses between processes is a text.
std::string reason_of(const std::exception_ptr& failure) {
  if (!failure) return {};
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  }
}

class Member final : public Partition<Word> {
 public:
  Member(Board& board, std::size_t rank, std::vector<std::size_t> rank_of)
      : board_(board), rank_(rank), rank_of_(std::move(rank_of)) {}

  bool runs(ActorId actor) const override { return rank_of_.at(actor.value) == rank_; }

  void exchange(const std::vector<GroupRun<Word>*>& groups) override {
    for (GroupRun<Word>* group : groups) {
      if (!runs(group->first_receiver())) continue;
      const std::lock_guard lock(board_.mutex);
      board_.done[group->number()] = {group->out(), reason_of(group->failure())};
    }
    board_.barrier.arrive_and_wait();
    for (GroupRun<Word>* group : groups) {
      if (runs(group->first_receiver())) continue;
      const auto& [out, reason] = board_.done.at(group->number());
      group->follow(out,
                    reason.empty() ? nullptr : std::make_exception_ptr(std::runtime_error(reason)));
    }
    board_.barrier.arrive_and_wait();
    if (rank_ == 0) board_.done.clear();
    board_.barrier.arrive_and_wait();
  }

  std::vector<std::string> gather(std::optional<std::string> own) override {
    board_.texts[rank_] = own.value();
    board_.barrier.arrive_and_wait();
    std::vector<std::string> out = rank_ == 0 ? board_.texts : std::vector<std::string>();
    board_.barrier.arrive_and_wait();
    return out;
  }

 private:
  Board& board_;
  const std::size_t rank_;
  const std::vector<std::size_t> rank_of_;
};

struct Told {
  std::vector<std::string> calls;
  std::uint64_t fingerprint = 0;
  std::string trouble;
  friend bool operator==(const Told&, const Told&) = default;
};

struct Shared {
  WalkerNetwork network;
  std::size_t members = 1;
  bool windows = false;
  std::uint64_t cut_after = 0;  // instants: then saved, and gone on with by one alone
};

class Process {
 public:
  explicit Process(const WalkerNetwork& network) {
    engine_.watch(seen_);
    engine_.watch(fingerprint_);
    links_ = build(network, engine_);
  }
  void share(Board& board, std::size_t rank, bool windows) {
    Lookahead lookahead;
    if (windows) lookahead = find_lookahead(std::vector<double>(engine_.actors(), 1), links_, 0.99);
    std::vector<std::size_t> rank_of;
    for (std::size_t i = 0; i < engine_.actors(); ++i) {
      const auto& group_of = lookahead.group_of;
      rank_of.push_back((group_of.empty() ? i : group_of[i]) % board.texts.size());
    }
    engine_.look_ahead(lookahead);
    member_.emplace(board, rank, rank_of);
    engine_.share(*member_);
  }
  void begin() { sim::begin(engine_); }
  void go(std::uint64_t instants = ~std::uint64_t{0}) {
    try {
      while (instants-- > 0 && engine_.run_window()) {
      }
    } catch (const std::exception& error) {
      trouble_ = error.what();
    }
  }
  std::string save() {
    Archive a;
    a(engine_, fingerprint_);
    return a.take();
  }
  void load(const std::string& state) {
    Archive a(state);
    a(engine_, fingerprint_);
    a.close();
  }
  Told told() const { return {seen_.calls, fingerprint_.value_with(0), trouble_}; }

 private:
  InlineExecutor executor_;
  Engine<Word> engine_{1, executor_};
  Recorder<Word> seen_;
  Fingerprint<Word> fingerprint_;
  std::vector<Reach> links_;
  std::optional<Member> member_;
  std::string trouble_;
};

Told alone(const WalkerNetwork& network) {
  Process run(network);
  run.begin();
  run.go();
  return run.told();
}

// What each of them told; with a cut, what they told until then, and the state.
struct Together {
  std::vector<Told> told;
  std::vector<std::string> states;
};

Together together(const Shared& shared) {
  Board board(shared.members);
  Together out{std::vector<Told>(shared.members), std::vector<std::string>(shared.members)};
  std::vector<std::thread> threads;
  for (std::size_t rank = 0; rank < shared.members; ++rank) {
    threads.emplace_back([&, rank] {
      Process run(shared.network);
      run.share(board, rank, shared.windows);
      run.begin();
      shared.cut_after == 0 ? run.go() : run.go(shared.cut_after);
      if (shared.cut_after > 0) out.states[rank] = run.save();
      out.told[rank] = run.told();
    });
  }
  for (std::thread& thread : threads) thread.join();
  return out;
}

WalkerNetwork network_of(std::uint64_t seed) {
  return {.seed = seed, .faults = seed % 2 == 0 ? Faults::kFew : Faults::kAll, .apart = {20}};
}

class PartitionTest : public testing::TestWithParam<bool> {};  // longer windows

TEST_P(PartitionTest, AllTellWhatOneAloneTells) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(seed);
    const Told expected = alone(network_of(seed));
    for (const std::size_t members : {1u, 2u, 4u}) {
      const Together found = together({network_of(seed), members, GetParam()});
      for (const Told& told : found.told) EXPECT_EQ(told, expected) << members;
    }
  }
}

TEST_P(PartitionTest, WhatIsSavedTogetherGoesOnAlone) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    SCOPED_TRACE(seed);
    const Told expected = alone(network_of(seed));
    const Together found = together({network_of(seed), 3, GetParam(), 10 + seed});
    Process rest(network_of(seed));
    rest.load(found.states[0]);
    rest.go();
    std::vector<std::string> calls = found.told[0].calls;
    const Told last = rest.told();
    calls.insert(calls.end(), last.calls.begin(), last.calls.end());
    EXPECT_EQ(calls, expected.calls);
    EXPECT_EQ(last.fingerprint, expected.fingerprint);
  }
}

TEST_P(PartitionTest, WhatFailsOnOneFailsOnAll) {
  WalkerNetwork network = network_of(2);
  network.fails_at = 7;  // hops left
  const Told expected = alone(network);
  ASSERT_NE(expected.trouble, "");
  for (const Told& told : together({network, 4, GetParam()}).told) EXPECT_EQ(told, expected);
}

INSTANTIATE_TEST_SUITE_P(Windows, PartitionTest, testing::Bool(), [](const auto& its) {
  return its.param ? "OfALookahead" : "OfAnInstant";
});

}  // namespace
}  // namespace sim
