// A network shared among ranks: one exchange after every window.
#pragma once

#include <vector>

#include "neurons/messages.h"
#include "sim/partition.h"
#include "tools/lab/ranks/ranks.h"

namespace lab {

// What was asked of rank 0 from outside: all hear of it with the same window.
struct Wishes {
  std::int32_t interrupts = 0;  // so far
  bool checkpoint = false;
};

class RankPartition final : public sim::Partition<neurons::Message> {
 public:
  // "ranks" must outlive it. The rank of every actor, in the order of their numbers.
  RankPartition(Ranks& ranks, std::vector<std::size_t> rank_of)
      : ranks_(ranks), rank_of_(std::move(rank_of)) {}

  bool runs(sim::ActorId actor) const override { return rank_of(actor) == ranks_.rank(); }
  // What comes from outside comes from rank 0.
  std::size_t rank_of(sim::ActorId actor) const {
    return actor == sim::kOutside ? 0 : rank_of_.at(actor.value);
  }
  void exchange(const std::vector<sim::GroupRun<neurons::Message>*>& groups) override;
  std::vector<std::string> gather(std::optional<std::string> own) override {
    return ranks_.gather(std::move(own));
  }

  // For the next window; only those of rank 0 count.
  void wish(const Wishes& wishes) { own_ = wishes; }
  const Wishes& agreed() const { return agreed_; }  // in the last exchange
  std::uint64_t windows() const { return windows_; }
  std::uint64_t bytes_sent() const { return bytes_; }
  // A handler failed somewhere: all ranks know, and stop at the same instant.
  bool has_failed() const { return failed_; }

 private:
  std::string outcomes_for(std::size_t rank,
                           const std::vector<sim::GroupRun<neurons::Message>*>& groups) const;

  Ranks& ranks_;
  std::vector<std::size_t> rank_of_;
  Wishes own_, agreed_;
  std::uint64_t windows_ = 0, bytes_ = 0;
  bool failed_ = false;
};

}  // namespace lab
