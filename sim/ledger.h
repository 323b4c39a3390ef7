// What became of every presented sample at every layer: in flight, learned, rejected or missed.
// A sample is in exactly one of these; the counts are enough to know, so memory is constant.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/check.h"
#include "sim/observer.h"

namespace sim {

struct LayerLedger {
  std::uint64_t learned = 0, rejected = 0, missed = 0;
  std::uint64_t stale = 0;       // of learned: by older weights, or a target that came late
  std::uint64_t mismatched = 0;  // orders that found a target or activity of another sample
  std::uint64_t duplicate = 0;   // came twice or too late, and was ignored

  std::uint64_t closed() const { return learned + rejected + missed; }

  template <class A>
  void archive(A& a) {
    a(learned, rejected, missed, stale, mismatched, duplicate);
  }

  LayerLedger& operator+=(const LayerLedger& other) {
    learned += other.learned;
    rejected += other.rejected;
    missed += other.missed;
    stale += other.stale;
    mismatched += other.mismatched;
    duplicate += other.duplicate;
    return *this;
  }
};

template <class Message>
class Ledger final : public Observer<Message> {
 public:
  explicit Ledger(Layer layers)
      : layers_(static_cast<std::size_t>(layers)), reached_(layers_.size(), 0) {}

  void on_note(const Note& note, const EventKey&) override {
    if (note.kind == NoteKind::kPresented) {
      ++presented_;
    } else if (note.layer >= 1 && note.layer <= std::ssize(layers_)) {
      const auto at = static_cast<std::size_t>(note.layer - 1);
      const std::uint64_t closed = layers_[at].closed();
      enter(note, layers_[at]);
      if (layers_[at].closed() == closed) return;
      reached_[at] = std::max(reached_[at], static_cast<std::uint64_t>(note.sample + 1));
    }
  }

  // At the end of a run: what was still in flight has missed its chance.
  void close() {
    for (LayerLedger& layer : layers_) layer.missed += presented_ - layer.closed();
    std::ranges::fill(reached_, presented_);
  }

  std::uint64_t presented() const { return presented_; }
  const std::vector<LayerLedger>& layers() const { return layers_; }

  // How far every layer has come: the number of steps so far. A sample whose order was lost does
  // not hold up those after it.
  std::uint64_t steps() const {
    return reached_.empty() ? presented_ : *std::ranges::min_element(reached_);
  }

  // No sample is in flight at any layer.
  bool all_closed() const {
    return std::ranges::all_of(
        layers_, [this](const LayerLedger& layer) { return layer.closed() == presented_; });
  }

  template <class A>
  void archive(A& a) {
    a(presented_, layers_, reached_);
  }

 private:
  void enter(const Note& note, LayerLedger& layer) {
    if (note.kind == NoteKind::kLearned) ++layer.learned;
    if (note.kind == NoteKind::kRejected) ++layer.rejected;
    if (note.kind == NoteKind::kMissed) ++layer.missed;
    if (note.kind == NoteKind::kForgotten) layer.missed += note.count;
    if (note.kind == NoteKind::kDuplicate) ++layer.duplicate;
    const bool closing = note.kind == NoteKind::kLearned || note.kind == NoteKind::kRejected;
    const bool matched = note.target_sample == note.sample && note.activity_sample == note.sample;
    if (closing && !matched) ++layer.mismatched;
    if (note.kind == NoteKind::kLearned && (note.late || note.staleness > 0)) ++layer.stale;
    SIM_CHECK(layer.closed() <= presented_, "layer", note.layer, "closed", layer.closed(),
              "presented", presented_);
  }

  std::uint64_t presented_ = 0;
  std::vector<LayerLedger> layers_;     // layer l is at l - 1
  std::vector<std::uint64_t> reached_;  // likewise: the newest sample closed, plus 1
};

}  // namespace sim
