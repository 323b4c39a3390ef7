// What clocks and layers say to each other. Plain structs: they travel as messages on links,
// so a clock can be late.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "sim/note.h"
#include "sim/stake.h"

namespace sim {

enum class ReportKind : std::uint8_t {
  kPresented,  // the source sent the sample
  kActive,     // a feedforward population computed its activity
  kTargeted,   // a feedforward population got its target; the teacher released it (L + 1)
  kLearned,    // a learn order has been carried out, whatever came of it
  kRested,     // a rest order has been carried out
  kReturned,   // nothing but a stake: whoever had it sends nothing on
};

struct Report {
  ReportKind kind = ReportKind::kPresented;
  Layer layer = 0;
  Sample sample = kNoSample;
  // Of kActive and kTargeted: the change since the population last spoke of this sample, relative
  // to the norm of what it is now; 1 when it speaks for the first time.
  double change_norm = 1;
  Stake stake = kNoStake;  // given back
  template <class A>
  void archive(A& a) {
    a(kind, layer, sample, change_norm, stake);
  }
  friend bool operator==(const Report&, const Report&) = default;
};

struct Order {
  Phase phase = Phase::kInfer;
  Layer layer = 0;
  Sample sample = kNoSample;
  Stake stake = kNoStake;  // given out
  template <class A>
  void archive(A& a) {
    a(phase, layer, sample, stake);
  }
  friend bool operator==(const Order&, const Order&) = default;
};

// From one clock to another.
struct Token {
  std::uint32_t to = 0;  // the instance meant
  std::int64_t value = 0;
  std::uint32_t from = 0;  // the instance that sent it
  template <class A>
  void archive(A& a) {
    a(to, value, from);
  }
  friend bool operator==(const Token&, const Token&) = default;
};

// A clock's own timer.
struct Timer {
  std::uint64_t number = 0;  // how many timers that clock had set before
  template <class A>
  void archive(A& a) {
    a(number);
  }
  friend bool operator==(const Timer&, const Timer&) = default;
};

// To oracles only: nothing of this sample is in flight any more.
struct Quiet {
  Sample sample = kNoSample;
  template <class A>
  void archive(A& a) {
    a(sample);
  }
  friend bool operator==(const Quiet&, const Quiet&) = default;
};

// The start of a run: clocks start, layers send their first weights.
struct Begin {
  template <class A>
  void archive(A&) {}
  friend bool operator==(const Begin&, const Begin&) = default;
};

using Signal = std::variant<Report, Token, Timer, Quiet>;

std::string_view name_of(ReportKind kind);

}  // namespace sim
