#include "tools/lab/trace/ask/numbering.h"

#include <algorithm>

namespace lab::trace {

Numbering::Sender& Numbering::of(sim::ActorId sender) {
  const std::uint32_t at = sender.value + 1;
  if (at >= senders_.size()) senders_.resize(at + 1);
  return senders_[at];
}

bool Numbering::follows(sim::EventId id) {
  Sender& sender = of(id.from);
  const std::uint64_t due = sender.next;
  const bool after_gap = sender.gaps != gaps_;
  sender.gaps = gaps_;
  if (id.nth < due) return false;
  sender.next = id.nth + 1;
  if (after_gap && id.nth > due) sender.lost.push_back({due, id.nth});
  return id.nth == due || after_gap;
}

bool Numbering::may_be_lost(sim::EventId id) {
  const Sender& sender = of(id.from);
  if (id.nth >= sender.next) return sender.gaps != gaps_;
  return std::ranges::any_of(
      sender.lost, [&](const Range& range) { return range.from <= id.nth && id.nth < range.to; });
}

}  // namespace lab::trace
