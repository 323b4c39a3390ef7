#include "sim/random.h"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace sim {
namespace {

// Spreads owner and purpose over the key bits that the seed does not fill.
std::uint64_t mix(std::uint64_t x) {  // the finaliser of SplitMix64 (Steele et al., 2014)
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t owner, Purpose purpose)
    : key_{mix(seed), (owner << 8) ^ static_cast<std::uint64_t>(purpose)} {}

std::uint64_t Random::next() {
  const std::uint64_t place = position_++;
  if (place % 2 == 1) return spare_;
  using Philox = r123::Philox4x32;
  const std::uint64_t block = place / 2;
  const Philox::ctr_type counter{
      {static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
       static_cast<std::uint32_t>(key_[1]), static_cast<std::uint32_t>(key_[1] >> 32)}};
  const Philox::key_type key{
      {static_cast<std::uint32_t>(key_[0]), static_cast<std::uint32_t>(key_[0] >> 32)}};
  const Philox::ctr_type out = Philox()(counter, key);
  spare_ = (std::uint64_t{out[3]} << 32) | out[2];
  return (std::uint64_t{out[1]} << 32) | out[0];
}

// What is left of the block that the last draw was in.
void Random::restore() {
  if (position_ % 2 == 0) return;
  --position_;
  next();
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Random::uniform_positive() { return static_cast<double>((next() >> 11) + 1) * 0x1.0p-53; }

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(uniform_positive()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::uint64_t Random::below(std::uint64_t bound) {
  // Draws in the last, incomplete multiple of the bound are thrown away.
  const std::uint64_t limit = ~std::uint64_t{0} - (~std::uint64_t{0} % bound + 1) % bound;
  for (;;) {
    const std::uint64_t draw = next();
    if (draw <= limit) return draw % bound;
  }
}

}  // namespace sim
