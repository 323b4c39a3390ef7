#include "tools/lab/trace/ask/story.h"

#include <fmt/format.h>

#include <limits>

namespace lab::trace {
namespace {

constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();

}  // namespace

Storyteller::Storyteller(const TraceFile& file, const Slice& slice, sim::Time end)
    : file_(file), slice_(slice), end_{end, sim::kOutside, sim::kOutside, kLast} {}

std::size_t Storyteller::add_words(const std::string& text) {
  story_.nodes.push_back({.remark = text});
  return story_.nodes.size() - 1;
}

void Storyteller::link(std::size_t node, const std::string& role, std::size_t need) {
  story_.nodes[node].needs.push_back({role, need});
}

std::size_t Storyteller::add(const EventRow* row) {
  if (row == nullptr) return add_words("not in the trace");
  const auto known = known_.find(row->id);
  if (known != known_.end()) return known->second;
  const std::size_t node = add_words("");
  story_.nodes[node].row = row;
  known_[row->id] = node;
  if (sim::is_lost(row->fate)) {
    story_.nodes[node].state = Story::State::kLost;
    story_.nodes[node].remark =
        row->fate == sim::Fate::kDown ? "LOST: the link was down" : "LOST by chance";
  }
  add_needs(node, *row);
  return node;
}

void Storyteller::add_needs(std::size_t node, const EventRow& row) {
  if (add_remembered(node, row)) return;
  const Route place = slice_.routes().of(row.link);
  if (place.way == Way::kTransport) {
    story_.nodes[node].remark = row.version == 0
                                    ? "the first ones"
                                    : fmt::format("sent by the update of sample {}", row.sample);
    return;
  }
  add_cause(node, row);
}

// What its sender had heard before and still knew. False if only its cause matters.
bool Storyteller::add_remembered(std::size_t node, const EventRow& row) {
  const Route place = slice_.routes().of(row.link);
  const std::string kind = file_.kind(row);
  if (kind != "activity" && kind != "target") return false;
  bool any = false;
  for (const Route& need : slice_.routes().needs(place)) {
    const EventRow* heard = slice_.heard(need, row.sample, slice_.moment(row));
    if (need.way == Way::kOrder && heard == nullptr) return false;
    link(node, role_of(need), add(heard));
    any = true;
  }
  if (place.way == Way::kFeedback && place.layer < slice_.routes().layers()) add_weights(node, row);
  return any;
}

void Storyteller::add_weights(std::size_t node, const EventRow& row) {
  const Routes& routes = slice_.routes();
  const sim::Layer sender = routes.above(routes.of(row.link).layer);
  if (!routes.transports(sender)) return;
  const EventRow* weights = slice_.weights(sender, row.feedback_version);
  link(node, fmt::format("weights of layer {}, version {}", sender, row.feedback_version),
       add(weights));
}

void Storyteller::add_cause(std::size_t node, const EventRow& row) {
  if (row.id.from == sim::kOutside || file_.kind(row) == "timer") return;
  const EventRow* cause = slice_.origin(slice_.find(row.cause));
  if (cause != nullptr) {
    link(node, row.fate == sim::Fate::kDuplicated ? "copy of" : "because of", add(cause));
  } else {
    link(node, "because of", add_words(file_.event(row.cause) + ", not followed any further"));
  }
}

}  // namespace lab::trace
