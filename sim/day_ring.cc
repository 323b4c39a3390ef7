// How one day follows another, and how long days are.
#include "sim/day_ring.h"

#include <bit>
#include <utility>

namespace sim {
namespace {

constexpr std::size_t kPerDay = 8;      // events that a day is meant to hold, or half as many
constexpr std::int64_t kIdleDays = 32;  // so many empty ones in a row are too short
constexpr std::size_t kLeastDays = 64, kMostDays = std::size_t{1} << 17;

}  // namespace

DayRing::DayRing() : counts_(kLeastDays), rooms_(kLeastDays * kRoom), taken_(kLeastDays / 64) {}

void DayRing::begin_day(std::vector<Due>& today) {
  const std::int64_t day = next_day();
  const std::size_t place = place_of(day);
  const std::size_t before = today.size();
  today.insert(today.end(), room_at(place), room_at(place) + counts_[place]);
  if (counts_[place] == kRoom) join_crowd(day, today);
  counts_[place] = 0;
  taken_[place / 64] &= ~(std::uint64_t{1} << (place % 64));
  today_ends_ = day + 1;
  const std::size_t events = today.size() - before;
  size_ -= events;
  in_days_ -= events;
  handed_out_ += events;
}

// Who found no room on that day.
void DayRing::join_crowd(std::int64_t day, std::vector<Due>& today) {
  const auto crowd = crowds_.extract(day);
  if (!crowd.empty()) today.insert(today.end(), crowd.mapped().begin(), crowd.mapped().end());
}

// Some more events than there is room for come by chance.
bool DayRing::is_crowded(std::int64_t day) const {
  const auto crowd = crowds_.find(day);
  return crowd != crowds_.end() && crowd->second.size() > kRoom;
}

std::int64_t DayRing::next_day() {
  if (in_days_ == 0) choose_length();
  std::int64_t day = first_in_ring();
  if (!later_.empty() && first_later_ <= day) {
    bring_nearer();
    day = first_in_ring();
  }
  const bool wrong = is_crowded(day) || (day - today_ends_ > kIdleDays && size_ > kPerDay);
  // Choosing takes time in proportion to the size: not before as many have been handed out.
  if (!wrong || handed_out_ <= size_) return day;
  choose_length();
  return first_in_ring();
}

// REQUIRES: in_days_ > 0.
std::int64_t DayRing::first_in_ring() const {
  const std::size_t start = place_of(today_ends_), words = taken_.size();
  std::size_t at = start / 64;
  std::uint64_t word = taken_[at] & (~std::uint64_t{0} << (start % 64));
  while (word == 0) word = taken_[at = (at + 1) % words];
  const std::size_t place = at * 64 + static_cast<std::size_t>(std::countr_zero(word));
  return today_ends_ + static_cast<std::int64_t>((place - start) & (counts_.size() - 1));
}

void DayRing::file_later(const Due& due, std::int64_t day) {
  first_later_ = later_.empty() ? day : std::min(first_later_, day);
  later_.push_back(due);
}

// What the ring reaches by now goes there.
void DayRing::bring_nearer() {
  const std::vector<Due> pile = std::exchange(later_, {});
  size_ -= pile.size();
  for (const Due& due : pile) file(due);
}

// By how near each other the earlier half is; and a ring that reaches some four times as far.
void DayRing::choose_length() {
  std::vector<Due> all;
  all.reserve(size_);
  visit([&](const Due& due) { all.push_back(due); });
  later_.clear();
  crowds_.clear();
  const auto sooner = [](const Due& a, const Due& b) { return a.ns < b.ns; };
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end(), sooner);
  const std::int64_t first = std::min_element(all.begin(), middle + 1, sooner)->ns;
  const auto span = static_cast<std::uint64_t>(middle->ns - first);
  const std::uint64_t length = span / (all.size() / 2 / kPerDay + 1);
  shift_ = static_cast<int>(std::bit_width(length | 1)) - 1;
  today_ends_ = first >> shift_;
  const std::size_t days = std::clamp(std::bit_ceil(all.size() / 4), kLeastDays, kMostDays);
  counts_.assign(days, 0);
  rooms_.resize(days * kRoom);
  taken_.assign(days / 64, 0);
  size_ = in_days_ = handed_out_ = 0;
  for (const Due& due : all) file(due);
}

}  // namespace sim
