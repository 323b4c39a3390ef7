#include "tools/lab/trace/ask/transit.h"

#include <algorithm>

namespace lab::trace {
namespace {

bool is_later(const Flight& a, const Flight& b) { return a.key > b.key; }

}  // namespace

void Transit::add(const Flight& flight) {
  if (is_wall_) {
    received_.emplace(flight.key.id(), flight);
    return;
  }
  heap_.push_back(flight);
  std::ranges::push_heap(heap_, is_later);
}

std::optional<Flight> Transit::receive(sim::Time until) {
  if (heap_.empty() || heap_.front().key.at > until) return std::nullopt;
  std::ranges::pop_heap(heap_, is_later);
  const Flight flight = heap_.back();
  heap_.pop_back();
  if (flight.key.at != now_) received_.clear();
  now_ = flight.key.at;
  received_.insert_or_assign(flight.key.id(), flight);
  return flight;
}

const Flight* Transit::received(sim::EventId id) const {
  const auto found = received_.find(id);
  return found == received_.end() ? nullptr : &found->second;
}

const Flight* Transit::under_way(sim::EventId id) const {
  const auto found = std::ranges::find(heap_, id, [](const Flight& f) { return f.key.id(); });
  return found == heap_.end() ? nullptr : &*found;
}

}  // namespace lab::trace
