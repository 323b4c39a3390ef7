// Random numbers that any machine, compiler, thread count and rank reproduces.
// Counter-based (Philox 4x32-10, Salmon et al., SC 2011): a draw depends on its place in the
// model, (seed, whose, purpose, how many before), never on who else draws or when.
#pragma once

#include <cstdint>

namespace sim {

// What a stream of draws is for. Streams of one owner do not disturb each other.
enum class Purpose : std::uint32_t {
  kModel = 0,  // an actor's own draws
  kDelay,
  kLoss,
  kDuplicate,
  kDuplicateDelay,
  kInitialWeights,
  kShuffle,
  kStorm,  // tests that draw a whole network
  kBurst,  // what a link's chain of bursts does
  kInitialFeedback,
};

// A value: copying it copies its position. Not for use by two threads at once.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t owner, Purpose purpose);

  std::uint64_t next();
  double uniform();                          // in [0, 1), 53 bits
  double uniform_positive();                 // in (0, 1]
  double normal();                           // mean 0, standard deviation 1 (Box-Muller)
  std::uint64_t below(std::uint64_t bound);  // in [0, bound), unbiased. REQUIRES: bound > 0

  std::uint64_t position() const { return position_; }

  template <class A>
  void archive(A& a) {
    a(position_);
    if (a.reads()) restore();
  }

 private:
  void restore();

  std::uint64_t key_[2];
  std::uint64_t position_ = 0;  // draws so far
  std::uint64_t spare_ = 0;     // the second half of the last block
};

}  // namespace sim
