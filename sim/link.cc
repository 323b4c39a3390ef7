// Delays as numbers: draws, bounds and times of transmission.
#include "sim/link.h"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

// A delay longer than this is a mistake of the law's tail, not physics: about 11 days.
constexpr double kLongest = 1e15;

Duration rounded(double ns) { return {std::llround(std::min(ns, kLongest))}; }

double as_double(Duration d) { return static_cast<double>(d.ns); }

Duration draw(const ConstantDelay& law, Random&) { return law.value; }

Duration draw(const UniformDelay& law, Random& random) {
  const auto span = static_cast<std::uint64_t>(law.to.ns - law.from.ns) + 1;
  return {law.from.ns + static_cast<std::int64_t>(random.below(span))};
}

Duration draw(const ExponentialDelay& law, Random& random) {
  return rounded(-as_double(law.mean) * std::log(random.uniform_positive()));
}

Duration draw(const LognormalDelay& law, Random& random) {
  return rounded(as_double(law.median) * std::exp(law.sigma * random.normal()));
}

Duration draw(const NormalDelay& law, Random& random) {
  for (;;) {
    const double ns = as_double(law.mean) + as_double(law.sigma) * random.normal();
    if (ns >= 0) return rounded(ns);
  }
}

}  // namespace

Duration draw_delay(const LinkLaw& law, Random& random) {
  if (const auto* constant = std::get_if<ConstantDelay>(&law.delay)) return constant->value;
  const Duration drawn =
      std::visit([&](const auto& chosen) { return draw(chosen, random); }, law.delay);
  return std::max(drawn, law.minimum);
}

Duration least_delay(const LinkLaw& law) {
  if (const auto* constant = std::get_if<ConstantDelay>(&law.delay)) return constant->value;
  if (const auto* uniform = std::get_if<UniformDelay>(&law.delay)) {
    return std::max(uniform->from, law.minimum);
  }
  return law.minimum;
}

Duration transmission(const LinkLaw& law, std::size_t bytes) {
  if (law.bytes_per_second == 0) return {};
  return rounded(static_cast<double>(bytes) * 1e9 / static_cast<double>(law.bytes_per_second));
}

}  // namespace sim
