// Laws of links in words.
#include <fmt/format.h>

#include "sim/link.h"

namespace sim {
namespace {

template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};

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

std::string describe(const GilbertElliott& bursts) {
  return fmt::format("bursts enter {} leave {} loss {} or {}", bursts.p_enter, bursts.p_leave,
                     bursts.loss_good, bursts.loss_bad);
}

// In the largest unit of which it is a whole number.
std::string bandwidth(std::uint64_t bytes_per_second) {
  const char* unit = "";
  for (const char* larger : {"k", "M", "G"}) {
    if (bytes_per_second % 1000 != 0) break;
    bytes_per_second /= 1000;
    unit = larger;
  }
  return fmt::format("{}{}B/s", bytes_per_second, unit);
}

}  // namespace

std::string describe(const LinkLaw& law) {
  std::string out = describe(law.delay);
  if (law.loss > 0) out += fmt::format(", loss {}", law.loss);
  if (law.bursts) out += ", " + describe(*law.bursts);
  if (law.duplicate > 0) out += fmt::format(", duplicate {}", law.duplicate);
  if (law.in_order) out += ", in order";
  if (law.bytes_per_second > 0) out += ", " + bandwidth(law.bytes_per_second);
  for (const Outage& outage : law.outages) {
    out += fmt::format(", down {} to {}", text({outage.from.ns}), text({outage.to.ns}));
  }
  return out;
}

}  // namespace sim
