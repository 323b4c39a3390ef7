// An engine that shares its work with the engines of other processes. All of them hold the same
// actors and the same queue, and merge the same events; each runs its own actors only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/group_run.h"

namespace sim {

template <class Message>
class Partition {
 public:
  virtual ~Partition() = default;

  // Whether the actor runs here. The same actor runs in one process only, for ever; those of one
  // group of the lookahead run in the same process.
  virtual bool runs(ActorId actor) const = 0;

  // After every window, in all processes: what the groups did that ran here goes out, and what the
  // others did comes in, by their follow(). All processes have the same groups in the same order;
  // one runs where its first receiver does.
  virtual void exchange(const std::vector<GroupRun<Message>*>& groups) = 0;

  // Bytes of every process, in their order, in the first of them; nothing elsewhere. Throws in all
  // of them if one has none to give.
  virtual std::vector<std::string> gather(std::optional<std::string> own) = 0;
};

// Without a partition, all of them do.
template <class Message>
bool runs_here(const Partition<Message>* partition, ActorId actor) {
  return partition == nullptr || partition->runs(actor);
}

}  // namespace sim
