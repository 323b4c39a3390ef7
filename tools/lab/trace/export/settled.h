// Which activities and targets are settled: nothing that could still change them is on its way.
// It goes by the links that messages travel on, and knows no sample.
#pragma once

#include <vector>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

class Settled {
 public:
  explicit Settled(const protocols::trace::Header& header);

  void on_sent(const EventRow& row) { count(row.link, 1); }
  void on_received(const EventRow& row) { count(row.link, -1); }

  // Of layer 1 .. L. No activity is on its way to it, or to a layer below.
  bool activity(sim::Layer layer) const;
  // No activity is on its way to any layer, nothing to the feedback of this layer or to those that
  // its credit comes through, and no target to this layer.
  bool target(sim::Layer layer) const;

 private:
  enum class Way { kNone, kUp, kFeedback, kDelivery };
  struct End {
    Way way = Way::kNone;
    sim::Layer layer = 0;  // that it leads to
  };

  static End end_of(const std::string& link, sim::Layer layers);
  void count(sim::LinkId link, int change);

  std::vector<End> ends_;                      // by link
  std::vector<sim::Layer> above_;              // whose feedback credit comes from, by layer
  std::vector<int> up_, feedback_, delivery_;  // messages on their way, by layer
};

}  // namespace lab::trace
