// One number for all that happened: per actor a running hash of every event it received,
// combined in actor order. What threads do to the order of actors does not enter.
// Needs, found by argument-dependent lookup:
//   std::uint64_t digest_of(const Message&);   kind, sample and content
#pragma once

#include <cstdint>
#include <vector>

#include "sim/observer.h"

namespace sim {

// A running hash of 64-bit words (the multiply-and-fold step of wyhash, Wang Yi 2019).
class Hash {
 public:
  void add(std::uint64_t word) {
    const std::uint64_t mixed = state_ ^ word;
    // Zero would leave the state as it was, and the word, such as a silent actor's, unheard.
    const Wide product = static_cast<Wide>(mixed != 0 ? mixed : kOdd) * kOdd;
    state_ = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64) ^ word;
  }
  std::uint64_t value() const { return state_; }
  template <class A>
  void archive(A& a) {
    a(state_);
  }

 private:
  __extension__ using Wide = unsigned __int128;
  static constexpr std::uint64_t kOdd = 0xa0761d6478bd642fu;
  std::uint64_t state_ = 0x2d358dccaa6c78a5u;
};

template <class Message>
class Fingerprint final : public Observer<Message> {
 public:
  void on_receive(const Event<Message>& event) override {
    const EventKey& key = event.key;
    if (key.to.value >= actors_.size()) actors_.resize(key.to.value + 1);
    Hash& hash = actors_[key.to.value];
    hash.add(static_cast<std::uint64_t>(key.at.ns));
    hash.add((std::uint64_t{key.at.microstep} << 32) | key.from.value);
    hash.add(key.nth);
    hash.add((event.cause.nth << 24) ^ event.cause.from.value);
    hash.add(digest_of(event.message));
  }

  // With a word for what is no event but belongs to the result, such as weights.
  std::uint64_t value_with(std::uint64_t word) const {
    Hash all;
    for (const Hash& actor : actors_) all.add(actor.value());
    all.add(word);
    return all.value();
  }

  template <class A>
  void archive(A& a) {
    a(actors_);
  }

 private:
  std::vector<Hash> actors_;
};

}  // namespace sim
