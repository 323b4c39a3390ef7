// A link: a directed channel between two actors, with a law for delay, loss and duplication.
// It knows nothing of what it carries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "sim/random.h"
#include "sim/time.h"

namespace sim {

struct ConstantDelay {
  Duration value;
};
struct UniformDelay {
  Duration from, to;  // both ends included
};
struct ExponentialDelay {
  Duration mean;
};
struct LognormalDelay {
  Duration median;
  double sigma = 0;  // of the logarithm
};
struct NormalDelay {  // truncated at zero: draws below are drawn again
  Duration mean, sigma;
};
using DelayLaw =
    std::variant<ConstantDelay, UniformDelay, ExponentialDelay, LognormalDelay, NormalDelay>;

struct LinkLaw {
  DelayLaw delay = ConstantDelay{};
  Duration minimum{1};   // no draw is shorter; a constant is itself
  double loss = 0;       // probability that a message is lost
  double duplicate = 0;  // probability that a message is delivered twice
};

// One draw of the delay. The number of random numbers that it takes may differ.
Duration draw_delay(const LinkLaw& law, Random& random);

// The least delay that the law can give: what makes two actors independent for a while.
Duration least_delay(const LinkLaw& law);

// "constant 10us", "lognormal median 10us sigma 0.3, loss 0.01"
std::string describe(const LinkLaw& law);

// What becomes of one message. Both absent: lost.
struct Passage {
  std::optional<Duration> arrival, second_arrival;
};

// A law and its streams of draws: each message takes one draw of each kind, so that
// switching one fault on leaves the draws of the others as they were.
class LinkDice {
 public:
  LinkDice(const LinkLaw& law, std::uint64_t seed, std::uint32_t link);

  Passage pass();

 private:
  LinkLaw law_;
  Random delay_, loss_, duplicate_, duplicate_delay_;
};

}  // namespace sim
