#include "neurons/rate_schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace neurons {

double rate_factor(const RateSchedule& schedule, std::uint64_t update) {
  if (update <= schedule.warm_up_updates) {
    return static_cast<double>(update) / static_cast<double>(schedule.warm_up_updates);
  }
  if (schedule.cosine_updates == 0) return 1;
  const auto fallen = static_cast<double>(update - schedule.warm_up_updates - 1) /
                      static_cast<double>(schedule.cosine_updates);
  const double cosine = std::cos(std::numbers::pi * std::min(fallen, 1.0));
  return schedule.final_fraction + (1 - schedule.final_fraction) * (1 + cosine) / 2;
}

}  // namespace neurons
