// What led to an event, as a graph: every message once, and what each needed. It tells; it does
// not print.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/lab/trace/ask/slice.h"

namespace lab::trace {

struct Story {
  enum class State { kThere, kLate, kUnderWay, kLost, kNeverSent };
  struct Need {
    std::string role;  // "target from above", "because of"
    std::size_t node;
  };
  struct Node {
    const EventRow* row = nullptr;  // of the slice; null: what never was, in words only
    std::string remark = {};
    std::vector<Need> needs = {};
    State state = State::kThere;  // at the moment that somebody asked for
  };
  std::vector<Node> nodes;
};

// Adds messages to a story, each with all that led to it.
class Storyteller {
 public:
  // Both must outlive it. "end" is when the run ended, or the latest time there is.
  Storyteller(const TraceFile& file, const Slice& slice, sim::Time end);

  const Story& story() const { return story_; }
  Story& story() { return story_; }
  std::size_t add(const EventRow* row);
  std::size_t add_words(const std::string& text);
  void link(std::size_t node, const std::string& role, std::size_t need);

  // Why what should have been there was not, in one sentence about what failed first.
  std::string blame(std::size_t node, const std::string& role) const;

  // What became of the message that should have been heard at a place before a moment: it was
  // there, came late, was lost, or was never sent, and then because of what.
  std::size_t add_absence(Route place, sim::Sample sample, const sim::EventKey& moment);

 private:
  void add_needs(std::size_t node, const EventRow& row);
  bool add_remembered(std::size_t node, const EventRow& row);
  void add_weights(std::size_t node, const EventRow& row);
  void add_cause(std::size_t node, const EventRow& row);
  std::size_t add_silence(Route place, sim::Sample sample);
  std::string forgetfulness(Route place, sim::Sample sample) const;
  std::pair<std::size_t, std::string> first_failure(std::size_t at, const std::string& role) const;
  void add_lateness(std::size_t node, const EventRow& row, const sim::EventKey& moment);

  const TraceFile& file_;
  const Slice& slice_;
  sim::EventKey end_;  // after everything that was handled
  Story story_;
  std::map<sim::EventId, std::size_t> known_;
  std::map<std::pair<Route, sim::Sample>, std::size_t> silences_;
};

const char* role_of(Route place);
const char* name_of(Story::State state);

}  // namespace lab::trace
