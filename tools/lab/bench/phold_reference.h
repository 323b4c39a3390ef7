// PHOLD as somebody would write it by hand who needs nothing else: no actors, links, names, causes,
// observers or checks; a ring of buckets of one width that are sorted when they come. It draws what
// the engine's model draws, from the same streams, so both must see the same events.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/link.h"
#include "sim/random.h"

namespace lab {

class PholdReference {
 public:
  PholdReference(std::uint64_t seed, std::uint32_t lps, std::uint32_t start,
                 const sim::LinkLaw& law);

  // Handles so many events.
  void run(std::uint64_t events);
  // A sum over all events so far: in which order they came is not in it.
  std::uint64_t sum() const { return sum_; }

 private:
  struct Pending {
    std::int64_t ns;
    std::uint32_t to;
  };
  struct Lp {
    sim::Random choice, delay;
  };
  struct Bucket {
    std::vector<Pending> events;
    bool sorted = false;  // latest first
  };

  void put(const Pending& event);

  sim::LinkLaw law_;
  std::vector<Lp> lps_;
  std::vector<Bucket> ring_;
  std::int64_t day_ = 0;  // the bucket that is due: the only one that is sorted
  std::uint64_t sum_ = 0;
};

// What an event adds to the sum.
inline std::uint64_t phold_word(std::int64_t ns, std::uint32_t to) {
  return (static_cast<std::uint64_t>(ns) ^ (std::uint64_t{to} << 40)) * 0x9e3779b97f4a7c15u;
}

}  // namespace lab
