// glyph_draws.h: random numbers that depend only on where they are drawn (Philox, counter-based),
// so an image is the same on every compiler and machine. They know nothing of what they are used
// for.
#pragma once

#include <Random123/philox.h>

#include <cstdint>

namespace lab {

// One endless sequence of numbers per (seed, stream, item). A value; use each from one thread.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint32_t stream, std::uint64_t item)
      : counter_{{0, low(item), high(item), stream}}, key_{{low(seed), high(seed)}} {}

  // 32 random bits. Draw once per statement: the order within an expression is the compiler's.
  std::uint32_t bits() {
    if (used_ == 4) refill();
    return block_[used_++];
  }

  // Uniform in [least, most).
  double between(double least, double most) {
    return least + (most - least) * (static_cast<double>(bits()) * 0x1p-32);
  }

  // Uniform in 0 .. count - 1; biased by less than count / 2^32.
  std::uint32_t below(std::uint32_t count) {
    return static_cast<std::uint32_t>((std::uint64_t{bits()} * count) >> 32);
  }

  // Bell-shaped, mean 0, deviation 1, within +-3.5: the sum of the four bytes of one draw.
  double bell() {
    const std::uint32_t draw = bits();
    const std::uint32_t sum = (draw & 255) + (draw >> 8 & 255) + (draw >> 16 & 255) + (draw >> 24);
    return (static_cast<double>(sum) - 510.0) / 147.8;
  }

 private:
  using Generator = r123::Philox4x32;

  static std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
  static std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }

  void refill() {
    block_ = Generator{}(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }

  Generator::ctr_type counter_;  // (block, item low, item high, stream)
  Generator::key_type key_;
  Generator::ctr_type block_{};
  unsigned used_ = 4;  // of block_
};

}  // namespace lab
