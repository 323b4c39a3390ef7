#include "tools/lab/report/distribution.h"

#include <algorithm>
#include <cmath>

#include "tools/lab/report/run_record.h"

namespace lab {

std::optional<double> Distribution::median() const {
  double below = 0;
  for (const TimeBin& bin : bins) {
    if (2 * (below + bin.count) >= count) {
      const double share = (count / 2 - below) / bin.count;
      return bin.from > 0 ? bin.from * std::pow(bin.to / bin.from, share) : share * bin.to;
    }
    below += bin.count;
  }
  return std::nullopt;
}

Distribution distribution_of(const Json& json) {
  const Json from = list_at(json, "/from"), to = list_at(json, "/to"),
             counts = list_at(json, "/counts");
  Distribution out{.count = number_at(json, "/count").value_or(0),
                   .least = number_at(json, "/least").value_or(0),
                   .most = number_at(json, "/most").value_or(0),
                   .bins = {}};
  for (std::size_t i = 0; i < std::min({from.size(), to.size(), counts.size()}); ++i) {
    if (!from[i].is_number() || !to[i].is_number() || !counts[i].is_number()) return {};
    if (counts[i].get<double>() <= 0) continue;
    out.bins.push_back({std::max(from[i].get<double>(), out.least),
                        std::min(to[i].get<double>(), out.most), counts[i].get<double>()});
  }
  return out;
}

}  // namespace lab
