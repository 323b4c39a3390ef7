#include "tools/lab/console/play.h"

#include <utility>

namespace lab {

Play::ActorSeen& Play::seen(sim::ActorId id) {
  static constexpr std::uint32_t kOutsideIndex = 0;
  const std::uint32_t index = id == sim::kOutside ? kOutsideIndex : id.value + 1;
  if (index >= actors_.size()) actors_.resize(index + 1);
  return actors_[index];
}

const Play::ActorSeen& Play::actor(sim::ActorId id) { return seen(id); }

void Play::sent(const trace::EventRow& row) {
  ActorSeen& by = seen(row.id.from);
  ++by.sent;
  by.last_sent = row;
  if (sim::is_lost(row.fate)) {
    happenings_.push_back({.received = {}, .lost = row, .note = {}});
  } else {
    in_flight_.emplace(sim::EventKey{row.at, row.to, row.id.from, row.id.nth}, row);
  }
}

// An event of a recorded run may be missing: its frame was damaged, or a ring has overwritten it.
void Play::received(const sim::EventKey& key) {
  now_ = key.at;
  const auto found = in_flight_.find(key);
  if (found == in_flight_.end()) return;
  ++events_;
  ActorSeen& by = seen(key.to);
  ++by.received;
  by.last_received = found->second;
  happenings_.push_back({.received = found->second, .lost = {}, .note = {}});
  in_flight_.erase(found);
}

void Play::noted(const trace::NoteRow& row, sim::ActorId by) {
  seen(by).last_note = row;
  happenings_.push_back({.received = {}, .lost = {}, .note = row});
}

std::vector<Play::Happening> Play::take_happenings() { return std::exchange(happenings_, {}); }

}  // namespace lab
