// How a learning rate changes with the updates of its own synapses: no clock and no other layer
// has a say in it.
#pragma once

#include <cstdint>

namespace neurons {

struct RateSchedule {
  std::uint64_t warm_up_updates = 0;  // the rate rises linearly over so many; 0: no warm-up
  // Updates from the end of the warm-up until the rate has fallen along half a cosine to
  // final_fraction of itself, where it stays; 0: it does not fall. Loshchilov and Hutter 2017.
  std::uint64_t cosine_updates = 0;
  double final_fraction = 0;  // 0 to 1
};

// What the rate of update number `update` (the first is 1) is multiplied by.
double rate_factor(const RateSchedule& schedule, std::uint64_t update);

}  // namespace neurons
