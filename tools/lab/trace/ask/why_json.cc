#include "tools/lab/trace/ask/why_json.h"

#include <limits>
#include <set>

#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {

using Json = nlohmann::ordered_json;

namespace {

Json json_of(const TraceFile& file, const EventRow& row) {
  return {{"event", file.event(row.id)},
          {"from", file.actor(row.id.from)},
          {"to", file.actor(row.to)},
          {"what", what_text(file, row)},
          {"link", row.link == sim::kNoLink ? Json() : Json(file.link(row.link))},
          {"sample", row.sample == sim::kNoSample ? Json() : Json(row.sample)},
          {"sent_ns", row.sent.ns},
          {"sent_microstep", row.sent.microstep},
          {"received_ns", sim::is_lost(row.fate) ? Json() : Json(row.at.ns)},
          {"received_microstep", row.at.microstep},
          {"fate", name_of(row.fate)},
          {"version", row.version},
          {"feedback_version", row.feedback_version}};
}

}  // namespace

sim::Time end_of(const TraceFile& file) {
  if (file.end()) return {file.end()->now(), file.end()->now_microstep()};
  return {std::numeric_limits<std::int64_t>::max(), 0};
}

Json json_of(const TraceFile& file, const Story& story) {
  Json out = Json::array();
  for (const Story::Node& node : story.nodes) {
    Json one = {{"message", node.row != nullptr ? json_of(file, *node.row) : Json()},
                {"remark", node.remark},
                {"state", name_of(node.state)},
                {"needs", Json::array()}};
    for (const Story::Need& need : node.needs) {
      one["needs"].push_back({{"role", need.role}, {"node", need.node}});
    }
    out.push_back(std::move(one));
  }
  return out;
}

Json lanes_of(const TraceFile& file, const Story& story) {
  std::set<std::string> seen;
  for (const Story::Node& node : story.nodes) {
    if (node.row == nullptr) continue;
    seen.insert(file.actor(node.row->id.from));
    seen.insert(file.actor(node.row->to));
  }
  Json out = Json::array();
  for (const std::string& actor : file.header().actors()) {
    if (seen.contains(actor)) out.push_back(actor);
  }
  if (seen.contains("outside")) out.push_back("outside");
  return out;
}

}  // namespace lab::trace
