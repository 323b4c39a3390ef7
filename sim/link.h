// A link: a directed channel between two actors. Here is its law, of delay, loss, duplication,
// order, bandwidth and partitions, which knows nothing of what it carries; link_dice.h follows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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

// Loss in bursts: a chain of two states, good at first, that steps once before each message and
// decides how likely that one is lost (Gilbert, BSTJ 39, 1960; Elliott, BSTJ 42, 1963).
struct GilbertElliott {
  double p_enter = 0, p_leave = 1;  // of a step from good to bad, and back
  double loss_good = 0, loss_bad = 1;
};

// A partition: what is sent at `from` or later and before `to` is lost.
struct Outage {
  Time from, to;
};

struct LinkLaw {
  DelayLaw delay = ConstantDelay{};
  Duration minimum{1};   // no draw is shorter; a constant is itself
  double loss = 0;       // probability that a message is lost
  double duplicate = 0;  // probability that a message is delivered twice
  std::optional<GilbertElliott> bursts = {};
  bool in_order = false;               // nothing arrives before what was sent before it
  std::uint64_t bytes_per_second = 0;  // the bandwidth; 0: unlimited
  std::vector<Outage> outages = {};
};

// One draw of the delay. The number of random numbers that it takes may differ.
Duration draw_delay(const LinkLaw& law, Random& random);

// The least delay that the law can give: what makes two actors independent for a while. Order,
// bandwidth and outages only add to it.
Duration least_delay(const LinkLaw& law);

// How long so many bytes keep the sender's end busy.
Duration transmission(const LinkLaw& law, std::size_t bytes);

// "constant 10us", "lognormal median 10us sigma 0.3, loss 0.01, in order, 10MB/s"
std::string describe(const LinkLaw& law);

}  // namespace sim
