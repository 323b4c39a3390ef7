#include "sim/link.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

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

std::string text(Duration d) {
  if (d.ns % 1'000'000 == 0 && d.ns != 0) return fmt::format("{}ms", d.ns / 1'000'000);
  if (d.ns % 1'000 == 0 && d.ns != 0) return fmt::format("{}us", d.ns / 1'000);
  return fmt::format("{}ns", d.ns);
}

std::string describe(const DelayLaw& law) {
  return std::visit(
      overloaded{
          [](const ConstantDelay& l) { return "constant " + text(l.value); },
          [](const UniformDelay& l) { return "uniform " + text(l.from) + " to " + text(l.to); },
          [](const ExponentialDelay& l) { return "exponential mean " + text(l.mean); },
          [](const LognormalDelay& l) {
            return fmt::format("lognormal median {} sigma {}", text(l.median), l.sigma);
          },
          [](const NormalDelay& l) { return "normal " + text(l.mean) + " +- " + text(l.sigma); }},
      law);
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

std::string describe(const LinkLaw& law) {
  std::string out = describe(law.delay);
  if (law.loss > 0) out += fmt::format(", loss {}", law.loss);
  if (law.duplicate > 0) out += fmt::format(", duplicate {}", law.duplicate);
  return out;
}

LinkDice::LinkDice(const LinkLaw& law, std::uint64_t seed, std::uint32_t link)
    // Links and actors number from 0 each: the high bit keeps their streams apart.
    : law_(law),
      delay_(seed, (std::uint64_t{1} << 32) | link, Purpose::kDelay),
      loss_(seed, (std::uint64_t{1} << 32) | link, Purpose::kLoss),
      duplicate_(seed, (std::uint64_t{1} << 32) | link, Purpose::kDuplicate),
      duplicate_delay_(seed, (std::uint64_t{1} << 32) | link, Purpose::kDuplicateDelay) {}

Passage LinkDice::pass() {
  Passage passage;
  const Duration delay = draw_delay(law_, delay_);
  const bool lost = law_.loss > 0 && loss_.uniform() < law_.loss;
  const bool twice = law_.duplicate > 0 && duplicate_.uniform() < law_.duplicate;
  if (!lost) passage.arrival = delay;
  if (twice) {  // drawn for a lost one, too: the next duplicate has the same delay without loss
    const Duration second = draw_delay(law_, duplicate_delay_);
    if (!lost) passage.second_arrival = second;
  }
  return passage;
}

}  // namespace sim
