#include "tools/lab/distributions/log_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/check.h"

namespace lab {
namespace {

// Powers of the eighth root of 2. A logarithm could round to either side of an end.
constexpr double kRoots[LogHistogram::kPerOctave] = {1,
                                                     1.0905077326652577,
                                                     1.189207115002721,
                                                     1.2968395546510096,
                                                     1.4142135623730951,
                                                     1.5422108254079407,
                                                     1.681792830507429,
                                                     1.8340080864093424};

}  // namespace

std::size_t LogHistogram::bin_of(std::int64_t ns) {
  if (ns == 0) return 0;
  const auto octave = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(ns))) - 1;
  const double share = std::ldexp(static_cast<double>(ns), -octave);
  const auto above = std::ranges::count_if(kRoots, [&](double root) { return root <= share; });
  return static_cast<std::size_t>(octave * kPerOctave + above);
}

std::int64_t LogHistogram::lower_end(std::size_t bin) {
  if (bin == 0) return 0;
  if (bin >= kBins) return std::numeric_limits<std::int64_t>::max();
  const std::size_t step = bin - 1;
  const double end = std::ldexp(kRoots[step % kPerOctave], static_cast<int>(step / kPerOctave));
  return static_cast<std::int64_t>(std::ceil(end));
}

void LogHistogram::add(std::int64_t ns) {
  SIM_CHECK(ns >= 0, "ns", ns);
  ++bins_[bin_of(ns)];
  ++count_;
  sum_ += static_cast<double>(ns);
  least_ = std::min(least_, ns);
  most_ = std::max(most_, ns);
}

nlohmann::ordered_json LogHistogram::to_json() const {
  using Json = nlohmann::ordered_json;
  Json from = Json::array(), to = Json::array(), counts = Json::array();
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    if (bins_[bin] == 0) continue;
    from.push_back(lower_end(bin));
    to.push_back(lower_end(bin + 1));
    counts.push_back(bins_[bin]);
  }
  const bool any = count_ > 0;
  return {{"count", count_},
          {"least", any ? Json(least_) : Json()},
          {"mean", any ? Json(sum_ / static_cast<double>(count_)) : Json()},
          {"most", any ? Json(most_) : Json()},
          {"from", from},
          {"to", to},
          {"counts", counts}};
}

}  // namespace lab
