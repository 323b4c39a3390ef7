// A recorded run once more: as it was, or with one thing changed. It runs, and compares nothing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/wire.h"
#include "tools/lab/run/run.h"
#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

// Two events that are received at each other's time.
class Swap final : public sim::Wire<neurons::Message> {
 public:
  // Times are those of the trace. Throws protocols::BadInput when it has no such event, or one of
  // them was lost, or was sent after the other was received.
  Swap(TraceFile& file, const std::string& first, const std::string& second);

  void pass(sim::Event<neurons::Message>& event) override;

 private:
  std::pair<EventRow, EventRow> rows_;
};

struct ReplayOptions {
  std::vector<std::string> changes;  // path=value
  Swap* swap = nullptr;
  RunOptions run = {};
};

// Runs the config of the trace, recorded as the trace was; run.out holds the new one afterwards,
// under the same name. Throws protocols::BadInput for changes that are no config.
Outcome replay(const TraceFile& file, const ReplayOptions& options);

}  // namespace lab::trace
