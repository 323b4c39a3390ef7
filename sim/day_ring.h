// What is due after today, in no order but that of days: a ring of days of equal length, and a pile
// of what comes after the last of them (a calendar queue, Brown, CACM 31, 1988, whose days are put
// in order when they begin). How long a day is follows from how near each other events are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "sim/big_pages.h"

namespace sim {

// What the order of events needs to know in most cases, in little space.
struct Due {
  std::int64_t ns;
  std::uint32_t slot;  // where the event is
  std::uint32_t to;    // whose it is
};

class DayRing {
 public:
  DayRing();

  bool empty() const { return size_ == 0; }
  bool is_today(const Due& due) const { return day_of(due) < today_ends_; }

  // Today is the day of this event. REQUIRES: empty().
  void start_with(const Due& due) { today_ends_ = day_of(due) + 1; }

  // REQUIRES: !is_today(due).
  void file(const Due& due) {
    ++size_;
    const std::int64_t day = day_of(due);
    if (day - today_ends_ >= static_cast<std::int64_t>(counts_.size())) return file_later(due, day);
    const std::size_t place = place_of(day);
    ++in_days_;
    if (counts_[place] == kRoom) return crowds_[day].push_back(due);
    rooms_[place * kRoom + counts_[place]++] = due;
    taken_[place / 64] |= std::uint64_t{1} << (place % 64);
  }

  // The next day that has events is today; they are added to "today". REQUIRES: !empty().
  void begin_day(std::vector<Due>& today);

  template <class Visitor>
  void visit(const Visitor& visitor) const {
    for (std::size_t place = 0; place < counts_.size(); ++place) {
      const auto room = room_at(place);
      std::for_each(room, room + counts_[place], visitor);
    }
    for (const auto& [day, crowd] : crowds_) std::for_each(crowd.begin(), crowd.end(), visitor);
    std::for_each(later_.begin(), later_.end(), visitor);
  }

 private:
  static constexpr std::size_t kRoom = 24;  // events of a day that have room in the ring

  std::int64_t day_of(const Due& due) const { return due.ns >> shift_; }
  std::size_t place_of(std::int64_t day) const {
    return static_cast<std::size_t>(day) & (counts_.size() - 1);
  }

  const Due* room_at(std::size_t place) const { return rooms_.data() + place * kRoom; }

  bool is_crowded(std::int64_t day) const;
  std::int64_t next_day();
  std::int64_t first_in_ring() const;
  void join_crowd(std::int64_t day, std::vector<Due>& today);
  void file_later(const Due& due, std::int64_t day);
  void bring_nearer();
  void choose_length();

  int shift_ = 0;                // a day is 2^shift ns
  std::int64_t today_ends_ = 0;  // the number of tomorrow
  // Day d is at place d modulo the size of the ring, a power of two. Where the next of its events
  // goes is known without looking at the others, which have long left the cache.
  std::vector<std::uint8_t> counts_;                 // events in its room
  std::vector<Due, BigPages<Due>> rooms_;            // kRoom for each place
  std::vector<std::uint64_t> taken_;                 // a bit for every place: its room is not empty
  std::map<std::int64_t, std::vector<Due>> crowds_;  // by day: who finds no room
  std::vector<Due> later_;                           // after the last day of the ring
  std::int64_t first_later_ = 0;                     // the first day of those
  std::size_t size_ = 0, in_days_ = 0;
  std::uint64_t handed_out_ = 0;  // since the length was chosen
};

}  // namespace sim
