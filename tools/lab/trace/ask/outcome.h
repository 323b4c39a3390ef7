// What notes say of a sample at a layer.
#pragma once

#include <optional>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

struct Outcome {
  std::optional<NoteRow> closing;    // learned, rejected or missed
  std::optional<NoteRow> forgotten;  // the layer's memory went past it
  bool presented = false;
  sim::Sample first = sim::kNoSample, last = sim::kNoSample;  // of those that were presented
};

Outcome outcome_of(TraceFile& file, sim::Layer layer, sim::Sample sample);

}  // namespace lab::trace
