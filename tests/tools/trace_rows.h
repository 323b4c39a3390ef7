// What tests of trace files share: rows that are made up, and the rows that a file holds.
#pragma once

#include <vector>

#include "sim/random.h"
#include "tools/lab/trace/scan.h"

namespace lab::trace {

inline constexpr std::uint32_t kActors = 3;

// Actors a, b, c; links a > b, b > c, c > a.
inline protocols::trace::Header small_header() {
  protocols::trace::Header out;
  out.set_format(1);
  for (const char* name : {"a", "b", "c"}) out.add_actors(name);
  for (std::uint32_t i = 0; i < kActors; ++i) {
    auto& link = *out.add_links();
    link.set_name("link" + std::to_string(i));
    link.set_from(i);
    link.set_to((i + 1) % kActors);
  }
  return out;
}

// Any values that a row can have; a third are timers.
class Rows {
 public:
  explicit Rows(std::uint64_t seed) : random_(seed, 0, sim::Purpose::kStorm) {}

  EventRow next() {
    EventRow row;
    const auto from = static_cast<std::uint32_t>(random_.below(kActors));
    row.number = number_++;
    row.id = {{from}, nth_[from] += random_.below(3) == 0 ? 5 : 1};
    const bool timer = random_.below(3) == 0;
    row.link = timer ? sim::kNoLink : sim::LinkId{from};
    row.to = {timer ? from : (from + 1) % kActors};
    row.kind = static_cast<std::uint32_t>(random_.below(10));
    row.detail = static_cast<std::uint32_t>(random_.below(4));
    row.sample = static_cast<sim::Sample>(random_.below(100)) - 1;
    now_ += static_cast<std::int64_t>(random_.below(1000));
    row.sent = {now_, static_cast<std::uint32_t>(random_.below(3))};
    row.at = {now_ + static_cast<std::int64_t>(random_.below(5000)), 1};
    row.fate = static_cast<sim::Fate>(random_.below(2));
    row.cause = {random_.below(5) == 0 ? sim::kOutside : sim::ActorId{from}, random_.below(1000)};
    row.version = random_.below(1u << 20);
    row.feedback_version = random_.below(7);
    row.bytes = random_.below(1u << 30);
    return row;
  }

 private:
  sim::Random random_;
  std::uint64_t number_ = 0;
  std::uint64_t nth_[kActors] = {};
  std::int64_t now_ = 0;
};

inline std::vector<EventRow> rows_of(TraceFile& file, const Window& window = {}) {
  std::vector<EventRow> out;
  for_each_event(file, window, [&](const EventRow& row) {
    out.push_back(row);
    return true;
  });
  return out;
}

}  // namespace lab::trace
