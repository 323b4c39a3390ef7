// One message after the other: drawn, queued, put in order, each only where the law says so.
#include "sim/link_dice.h"

#include <algorithm>

#include "sim/check.h"

namespace sim {
namespace {

// Links and actors number from 0 each: the high bit keeps their streams apart.
std::uint64_t owner(std::uint32_t link) { return (std::uint64_t{1} << 32) | link; }

// A queue that reaches as far, 126 years, comes of a mistake, and would soon leave 64 bits.
constexpr std::int64_t kEndOfTimeNs = 4'000'000'000'000'000'000;

}  // namespace

LinkDice::LinkDice(const LinkLaw& law, std::uint64_t seed, std::uint32_t link)
    : law_(law),
      delay_(seed, owner(link), Purpose::kDelay),
      loss_(seed, owner(link), Purpose::kLoss),
      duplicate_(seed, owner(link), Purpose::kDuplicate),
      duplicate_delay_(seed, owner(link), Purpose::kDuplicateDelay),
      burst_(seed, owner(link), Purpose::kBurst) {}

Passage LinkDice::pass(Time now, std::size_t bytes) {
  const Duration delay = draw_delay(law_, delay_);
  bool lost = law_.loss > 0 && loss_.uniform() < law_.loss;
  const bool twice = law_.duplicate > 0 && duplicate_.uniform() < law_.duplicate;
  // Drawn for a lost one, too: the next duplicate has the same delay without loss.
  const Duration second = twice ? draw_delay(law_, duplicate_delay_) : Duration{};
  if (law_.bursts && burst_takes()) lost = true;
  const Duration wait = limits_bandwidth() ? until_sent(now, bytes) : Duration{};
  Passage passage{.arrival = {}, .second_arrival = {}, .down = is_down(now)};
  if (lost || passage.down) return passage;
  passage.arrival = in_turn(now + (wait + delay));
  if (twice) passage.second_arrival = in_turn(now + (wait + second));
  return passage;
}

// Two draws for each message, whatever the state: the chain does not depend on the losses.
bool LinkDice::burst_takes() {
  const double step = burst_.uniform();
  const double loss = burst_.uniform();
  bad_ = bad_ ? step >= law_.bursts->p_leave : step < law_.bursts->p_enter;
  return loss < (bad_ ? law_.bursts->loss_bad : law_.bursts->loss_good);
}

bool LinkDice::is_down(Time now) const {
  return std::ranges::any_of(law_.outages, [=](const Outage& outage) {
    return outage.from.ns <= now.ns && now.ns < outage.to.ns;
  });
}

// First come, first sent: from now until the last byte has left, behind all that came before.
Duration LinkDice::until_sent(Time now, std::size_t bytes) {
  free_ns_ = std::max(free_ns_, now.ns) + transmission(law_, bytes).ns;
  SIM_CHECK(free_ns_ < kEndOfTimeNs, "bytes per second", law_.bytes_per_second, "bytes", bytes);
  return {free_ns_ - now.ns};
}

// Equal times are in order, too: receivers hear them in the order in which they were sent.
Time LinkDice::in_turn(Time arrival) {
  if (!law_.in_order) return arrival;
  last_ = std::max(last_, arrival);
  return last_;
}

}  // namespace sim
