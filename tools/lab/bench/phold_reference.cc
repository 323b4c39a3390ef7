#include "tools/lab/bench/phold_reference.h"

#include <algorithm>

#include "sim/link_dice.h"

namespace lab {
namespace {

constexpr int kWidthBits = 20;          // a bucket is 2^20 ns: about a thousandth of the mean delay
constexpr std::int64_t kRing = 65'536;  // 69 mean delays: nothing is drawn that is longer

}  // namespace

PholdReference::PholdReference(std::uint64_t seed, std::uint32_t lps, std::uint32_t start,
                               const sim::LinkLaw& law)
    : law_(law), ring_(kRing) {
  for (std::uint32_t i = 0; i < lps; ++i) {
    lps_.push_back({sim::Random(seed, i, sim::Purpose::kModel),
                    sim::Random(seed, sim::link_owner(i), sim::Purpose::kDelay)});
  }
  for (std::uint32_t i = 0; i < lps * start; ++i) put({0, i % lps});
}

void PholdReference::put(const Pending& event) {
  const std::int64_t day = event.ns >> kWidthBits;
  std::vector<Pending>& bucket = ring_[static_cast<std::size_t>(day & (kRing - 1))].events;
  if (day != day_ || !ring_[static_cast<std::size_t>(day & (kRing - 1))].sorted) {
    bucket.push_back(event);
    return;
  }
  const auto later = [&](const Pending& other) { return other.ns > event.ns; };
  bucket.insert(std::partition_point(bucket.begin(), bucket.end(), later), event);
}

void PholdReference::run(std::uint64_t events) {
  while (events > 0) {
    Bucket& bucket = ring_[static_cast<std::size_t>(day_ & (kRing - 1))];
    if (bucket.events.empty()) {
      bucket.sorted = false;
      ++day_;
      continue;
    }
    if (!bucket.sorted) {
      std::sort(bucket.events.begin(), bucket.events.end(),
                [](const Pending& a, const Pending& b) { return a.ns > b.ns; });
      bucket.sorted = true;
    }
    const Pending now = bucket.events.back();
    bucket.events.pop_back();
    sum_ += phold_word(now.ns, now.to);
    Lp& lp = lps_[now.to];
    const auto to = static_cast<std::uint32_t>(lp.choice.below(lps_.size()));
    put({now.ns + sim::draw_delay(law_, lp.delay).ns, to});
    --events;
  }
}

}  // namespace lab
