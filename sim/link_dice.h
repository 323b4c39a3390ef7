// What becomes of the messages of one link, by its law. It draws and remembers; of a message it
// knows when it was sent and how large it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "sim/archive.h"
#include "sim/link.h"
#include "sim/random.h"

namespace sim {

// Links and actors number from 0 each: this keeps their streams of random numbers apart.
constexpr std::uint64_t link_owner(std::uint32_t link) { return (std::uint64_t{1} << 32) | link; }

// What becomes of one message. Both arrivals absent: lost.
struct Passage {
  std::optional<Time> arrival, second_arrival;
  bool down = false;  // lost, because it was sent into an outage
};

// A law, its streams of draws and what it remembers. Each message takes one draw of each kind, so
// that switching one fault on leaves the draws of the others as they were. What is lost takes its
// time on the link like what is not: its sender does not know. Duplicates come about on the way and
// take none.
class LinkDice {
 public:
  // Links may share a law.
  LinkDice(std::shared_ptr<const LinkLaw> law, std::uint64_t seed, std::uint32_t link);
  LinkDice(const LinkLaw& law, std::uint64_t seed, std::uint32_t link)
      : LinkDice(std::make_shared<const LinkLaw>(law), seed, link) {}
  LinkDice(LinkDice&&) noexcept;
  ~LinkDice();

  // Whether the size of messages matters.
  bool limits_bandwidth() const { return law_->bytes_per_second > 0; }

  // The next message. REQUIRES: `now` is never before that of the last one.
  Passage pass(Time now, std::size_t bytes) {
    const Duration delay = draw_delay(*law_, delay_);
    if (!troubles_) return {.arrival = now + delay, .second_arrival = {}};
    return pass_in_trouble(now, delay, bytes);
  }

  void archive(Archive& a);

 private:
  class Troubles;

  Passage pass_in_trouble(Time now, Duration delay, std::size_t bytes);

  std::shared_ptr<const LinkLaw> law_;
  Random delay_;
  std::unique_ptr<Troubles> troubles_;  // null: the law draws delays, and nothing else
};

}  // namespace sim
