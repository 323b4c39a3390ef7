#include "tools/lab/ranks/rank_partition.h"

#include <utility>

#include "tools/lab/ranks/outbox_codec.h"

namespace lab {

using Group = sim::GroupRun<neurons::Message>;

std::string RankPartition::outcomes_for(std::size_t rank, const std::vector<Group*>& groups) const {
  ByteWriter out;
  out.put(own_);
  const auto is_there = [&](sim::ActorId actor) { return rank_of(actor) == rank; };
  for (const Group* group : groups) {
    if (runs(group->first_receiver())) write_outcome(*group, is_there, out);
  }
  return out.take();
}

void RankPartition::exchange(const std::vector<Group*>& groups) {
  std::vector<std::string> out(ranks_.size());
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    if (rank == ranks_.rank()) continue;
    out[rank] = outcomes_for(rank, groups);
    bytes_ += out[rank].size();
  }
  const std::vector<std::string> in = ranks_.exchange(std::move(out));
  std::vector<ByteReader> readers(in.begin(), in.end());
  agreed_ = own_;
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    if (rank == ranks_.rank()) continue;
    const auto wishes = readers[rank].get<Wishes>();
    if (rank == 0) agreed_ = wishes;
  }
  for (Group* group : groups) {
    if (!runs(group->first_receiver())) {
      read_outcome(readers[rank_of(group->first_receiver())], *group);
    }
    failed_ = failed_ || group->failure() != nullptr;
  }
  ++windows_;
}

}  // namespace lab
