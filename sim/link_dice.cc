// One message after the other: drawn, queued, put in order, each only where the law says so.
#include "sim/link_dice.h"

#include <algorithm>
#include <utility>

#include "sim/check.h"

namespace sim {
namespace {

// A queue that reaches as far, 126 years, comes of a mistake, and would soon leave 64 bits.
constexpr std::int64_t kEndOfTimeNs = 4'000'000'000'000'000'000;

bool only_delays(const LinkLaw& law) {
  return law.loss == 0 && law.duplicate == 0 && !law.bursts && !law.in_order &&
         law.bytes_per_second == 0 && law.outages.empty();
}

}  // namespace

// Everything but delay.
class LinkDice::Troubles {
 public:
  Troubles(const LinkLaw& law, std::uint64_t seed, std::uint32_t link)
      : law_(law),
        loss_(seed, link_owner(link), Purpose::kLoss),
        duplicate_(seed, link_owner(link), Purpose::kDuplicate),
        duplicate_delay_(seed, link_owner(link), Purpose::kDuplicateDelay),
        burst_(seed, link_owner(link), Purpose::kBurst) {}

  Passage pass(Time now, Duration delay, std::size_t bytes) {
    bool lost = law_.loss > 0 && loss_.uniform() < law_.loss;
    const bool twice = law_.duplicate > 0 && duplicate_.uniform() < law_.duplicate;
    // Drawn for a lost one, too: the next duplicate has the same delay without loss.
    const Duration second = twice ? draw_delay(law_, duplicate_delay_) : Duration{};
    if (law_.bursts && burst_takes()) lost = true;
    const Duration wait = law_.bytes_per_second > 0 ? until_sent(now, bytes) : Duration{};
    Passage passage{.arrival = {}, .second_arrival = {}, .down = is_down(now)};
    if (lost || passage.down) return passage;
    passage.arrival = in_turn(now + (wait + delay));
    if (twice) passage.second_arrival = in_turn(now + (wait + second));
    return passage;
  }

  void archive(Archive& a) {
    a(loss_, duplicate_, duplicate_delay_, burst_, bad_, free_ns_, last_);
  }

 private:
  // Two draws for each message, whatever the state: the chain does not depend on the losses.
  bool burst_takes() {
    const double step = burst_.uniform();
    const double loss = burst_.uniform();
    bad_ = bad_ ? step >= law_.bursts->p_leave : step < law_.bursts->p_enter;
    return loss < (bad_ ? law_.bursts->loss_bad : law_.bursts->loss_good);
  }

  bool is_down(Time now) const {
    return std::ranges::any_of(law_.outages, [=](const Outage& outage) {
      return outage.from.ns <= now.ns && now.ns < outage.to.ns;
    });
  }

  // First come, first sent: from now until the last byte has left, behind all that came before.
  Duration until_sent(Time now, std::size_t bytes) {
    free_ns_ = std::max(free_ns_, now.ns) + transmission(law_, bytes).ns;
    SIM_CHECK(free_ns_ < kEndOfTimeNs, "bytes per second", law_.bytes_per_second, "bytes", bytes);
    return {free_ns_ - now.ns};
  }

  // Equal times are in order, too: receivers hear them in the order in which they were sent.
  Time in_turn(Time arrival) {
    if (!law_.in_order) return arrival;
    last_ = std::max(last_, arrival);
    return last_;
  }

  const LinkLaw& law_;
  Random loss_, duplicate_, duplicate_delay_, burst_;
  bool bad_ = false;          // the state of the chain of bursts
  std::int64_t free_ns_ = 0;  // when all that was sent so far has left
  Time last_;                 // the last arrival so far, if they are in order
};

LinkDice::LinkDice(std::shared_ptr<const LinkLaw> law, std::uint64_t seed, std::uint32_t link)
    : law_(std::move(law)), delay_(seed, link_owner(link), Purpose::kDelay) {
  if (!only_delays(*law_)) troubles_ = std::make_unique<Troubles>(*law_, seed, link);
}

LinkDice::LinkDice(LinkDice&&) noexcept = default;
LinkDice::~LinkDice() = default;

void LinkDice::archive(Archive& a) {
  bool troubled = troubles_ != nullptr;
  a(delay_, troubled);
  if (!troubled) return;
  // Under another law than before, what it remembers may have no use.
  Troubles unused(*law_, 0, 0);
  a(troubles_ ? *troubles_ : unused);
}

Passage LinkDice::pass_in_trouble(Time now, Duration delay, std::size_t bytes) {
  return troubles_->pass(now, delay, bytes);
}

}  // namespace sim
