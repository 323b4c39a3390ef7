// Why an update happened, or did not, and why a message was sent: back to input and label.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/lab/trace/trace_file.h"

namespace lab::trace {

// Of a layer and a sample. Throws protocols::BadInput if the trace can know nothing of them.
nlohmann::ordered_json why_update(TraceFile& file, sim::Layer layer, sim::Sample sample);
// Throws protocols::BadInput if the trace has no such event.
nlohmann::ordered_json why_event(TraceFile& file, sim::EventId id);

// An indented tree.
std::string why_text(const nlohmann::ordered_json& why);
// A sequence chart: a lane for each actor, a line for each message.
std::string why_chart(const nlohmann::ordered_json& why);

}  // namespace lab::trace
