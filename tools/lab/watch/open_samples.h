// What is kept of each sample while its ledger is open: until every layer has learned, rejected or
// missed it. It does not know what is kept. Bounded, also where orders are lost for ever.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "sim/note.h"

namespace lab {

template <class Record>
class OpenSamples {
 public:
  // The oldest beyond the `most` open ones counts as closed. REQUIRES: most >= 1.
  OpenSamples(sim::Layer layers, std::size_t most) : layers_(layers), most_(most) {}

  void open(sim::Sample sample, Record record) {
    if (open_.size() == most_) close(open_.begin());
    open_.emplace(sample, Entry{std::move(record), std::vector<char>(count(layers_)), layers_});
  }

  Record* find(sim::Sample sample) {
    const auto found = open_.find(sample);
    return found == open_.end() ? nullptr : &found->second.record;
  }

  // What closes a sample at a layer; every other note is of no interest.
  void hear(const sim::Note& note) {
    if (note.layer < 1 || note.layer > layers_) return;
    switch (note.kind) {
      case sim::NoteKind::kLearned:
      case sim::NoteKind::kRejected:
      case sim::NoteKind::kMissed:
        return close_at(open_.find(note.sample), note.layer);
      case sim::NoteKind::kForgotten:
        for (auto at = open_.begin(); at != open_.end() && at->first <= note.sample;) {
          close_at(at++, note.layer);
        }
        return;
      default:
        return;
    }
  }

  // At the end of a run.
  void close_all() {
    while (!open_.empty()) close(open_.begin());
  }

  // Those that closed since the last call.
  std::vector<std::pair<sim::Sample, Record>> take_closed() { return std::exchange(closed_, {}); }

  template <class A>
  void archive(A& a) {
    a(open_, closed_);
  }

 private:
  struct Entry {
    Record record;
    std::vector<char> closed;  // whether; layer l is at l - 1
    sim::Layer left = 0;       // layers that are open

    template <class A>
    void archive(A& a) {
      a(record, closed, left);
    }
  };
  using Place = typename std::map<sim::Sample, Entry>::iterator;

  static std::size_t count(sim::Layer layer) { return static_cast<std::size_t>(layer); }

  void close_at(Place at, sim::Layer layer) {
    if (at == open_.end() || at->second.closed[count(layer - 1)]) return;
    at->second.closed[count(layer - 1)] = 1;
    if (--at->second.left == 0) close(at);
  }

  void close(Place at) {
    closed_.emplace_back(at->first, std::move(at->second.record));
    open_.erase(at);
  }

  sim::Layer layers_;
  std::size_t most_;
  std::map<sim::Sample, Entry> open_;
  std::vector<std::pair<sim::Sample, Record>> closed_;
};

}  // namespace lab
