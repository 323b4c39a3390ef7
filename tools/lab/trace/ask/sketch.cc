#include "tools/lab/trace/ask/sketch.h"

#include <algorithm>
#include <cmath>

namespace lab::trace {
namespace {

constexpr double kBinsPerDoubling = 32;

std::size_t bin_of(std::int64_t value) {
  if (value <= 0) return 0;
  return 1 + static_cast<std::size_t>(std::log2(static_cast<double>(value)) * kBinsPerDoubling);
}

double middle_of(std::size_t bin) {
  if (bin == 0) return 0;
  return std::exp2((static_cast<double>(bin) - 0.5) / kBinsPerDoubling);
}

}  // namespace

void Sketch::add(std::int64_t value) {
  const std::size_t bin = bin_of(value);
  if (bin >= bins_.size()) bins_.resize(bin + 1);
  ++bins_[bin];
  least_ = count_ == 0 ? value : std::min(least_, value);
  largest_ = std::max(largest_, value);
  ++count_;
}

double Sketch::quantile(double part) const {
  if (part <= 0) return static_cast<double>(least_);
  if (part >= 1) return static_cast<double>(largest_);
  const double wanted = part * static_cast<double>(count_);
  std::uint64_t seen = 0;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    seen += bins_[bin];
    if (seen == 0 || static_cast<double>(seen) < wanted) continue;
    return std::clamp(middle_of(bin), static_cast<double>(least_), static_cast<double>(largest_));
  }
  return 0;
}

}  // namespace lab::trace
