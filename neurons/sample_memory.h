// What a population remembers of recent samples, and what it knows to be over. All of it is
// bounded: nothing here grows with time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "sim/note.h"

namespace neurons {

// Values by sample, at most `capacity`; a new one overwrites the one that came first.
template <class Value>
class SampleMemory {
 public:
  // REQUIRES: capacity >= 1.
  explicit SampleMemory(std::size_t capacity) : capacity_(capacity) {}

  Value* find(sim::Sample sample) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.sample == sample; });
    return found == entries_.end() ? nullptr : &found->value;
  }

  // REQUIRES: the sample is not remembered yet.
  Value& remember(sim::Sample sample, Value value) {
    if (entries_.size() == capacity_) entries_.erase(entries_.begin());
    entries_.push_back({sample, std::move(value)});
    return entries_.back().value;
  }

  // Instead of what is remembered of the sample, if anything is.
  Value& replace(sim::Sample sample, Value value) {
    if (Value* known = find(sample)) return *known = std::move(value);
    return remember(sample, std::move(value));
  }

  void forget(sim::Sample sample) {
    std::erase_if(entries_, [&](const Entry& entry) { return entry.sample == sample; });
  }

  std::vector<sim::Sample> samples() const {
    std::vector<sim::Sample> out;
    for (const Entry& entry : entries_) out.push_back(entry.sample);
    return out;
  }

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  // The one that came last. REQUIRES: !empty().
  sim::Sample newest_sample() const { return entries_.back().sample; }
  Value& newest() { return entries_.back().value; }

  template <class A>
  void archive(A& a) {
    a(entries_);
  }

 private:
  struct Entry {
    sim::Sample sample = sim::kNoSample;
    Value value{};

    template <class A>
    void archive(A& a) {
      a(sample, value);
    }
  };
  std::size_t capacity_;
  std::vector<Entry> entries_;  // in order of arrival; a handful
};

// What was heard of each of the last samples, of a speaker that speaks more than once.
class WordMemory {
 public:
  enum class Word {
    kNewer,      // the first, or later than all heard before
    kOvertaken,  // for the first time, but a later one came before
    kCopy,       // heard before
  };

  Word hear(sim::Sample sample, std::uint32_t nth) {
    Heard* heard = heard_.find(sample);
    if (heard == nullptr) heard = &heard_.remember(sample, {});
    if (nth < heard->next) return heard->missing.erase(nth) > 0 ? Word::kOvertaken : Word::kCopy;
    while (heard->next < nth) heard->miss(heard->next++);
    ++heard->next;
    return Word::kNewer;
  }

  template <class A>
  void archive(A& a) {
    a(heard_);
  }

 private:
  struct Heard {
    std::uint32_t next = 0;           // after the latest word
    std::set<std::uint32_t> missing;  // before that: overtaken, or lost

    // A bound on what links that lose much leave behind.
    void miss(std::uint32_t nth) {
      missing.insert(nth);
      if (missing.size() > kMissing) missing.erase(missing.begin());
    }
    template <class A>
    void archive(A& a) {
      a(next, missing);
    }
  };
  static constexpr std::size_t kSamples = 64, kMissing = 1024;

  SampleMemory<Heard> heard_{kSamples};
};

// Which of the last kSpan samples have been seen. Samples before them are forgotten: whatever
// still comes of them is too late.
class SampleHistory {
 public:
  enum Mark : std::uint8_t { kActivity = 1, kTarget = 2, kClosed = 4 };
  static constexpr sim::Sample kSpan = 1024;

  SampleHistory() : marks_(kSpan, 0) {}

  // Makes room for the sample. Returns how many of those forgotten by that were not closed.
  std::uint32_t reach(sim::Sample sample);

  bool forgotten(sim::Sample sample) const { return sample < first_; }
  bool has(sim::Sample sample, Mark mark) const { return (at(sample) & mark) != 0; }
  void set(sim::Sample sample, Mark mark) { marks_[place(sample)] |= mark; }
  sim::Sample first() const { return first_; }  // that is not forgotten

  template <class A>
  void archive(A& a) {
    a(first_, marks_);
  }

 private:
  static std::size_t place(sim::Sample sample) { return static_cast<std::size_t>(sample % kSpan); }
  std::uint8_t at(sim::Sample sample) const { return marks_[place(sample)]; }

  sim::Sample first_ = 0;
  std::vector<std::uint8_t> marks_;  // of samples first_ .. first_ + kSpan - 1
};

}  // namespace neurons
