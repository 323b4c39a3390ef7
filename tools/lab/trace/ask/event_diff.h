// How the events of one trace differ from those of another: place by place, and name by name.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tools/lab/trace/rows.h"

namespace lab::trace {

// A row and the digest of what it carried, if the trace has it.
struct Told {
  EventRow row;
  std::optional<std::uint64_t> digest;
};

// The fields in which two events differ, in words; a digest counts only if both have one.
std::vector<std::string> differing_fields(const Told& a, const Told& b);

// Events with the same sender and number, in both traces or in one of them.
struct Tally {
  std::uint64_t same = 0, differ = 0, only_a = 0, only_b = 0;
  Tally& operator+=(const Tally& other);
};

// Fed with rows of both, in whatever turns. It holds only what it has seen in one of them so far:
// nothing while the runs are equal, and at most kPending of each.
class EventTally {
 public:
  static constexpr std::size_t kPending = 1u << 20;  // then the oldest count as missing there

  void add_a(const Told& event) { add(event, 0); }
  void add_b(const Told& event) { add(event, 1); }
  // By number of the kind.
  std::map<std::uint32_t, Tally> close();

 private:
  struct Waiting {
    std::uint32_t kind;
    std::uint64_t content;
    std::optional<std::uint64_t> digest;
  };
  struct HashOfName {
    std::size_t operator()(const sim::EventId& id) const {
      return static_cast<std::size_t>(id.nth * 0x9e3779b97f4a7c15u ^ id.from.value);
    }
  };
  struct Side {
    std::unordered_map<sim::EventId, Waiting, HashOfName> waiting;
    std::deque<sim::EventId> oldest;  // may name what waits no more
  };

  void add(const Told& event, std::size_t side);
  void wait(const sim::EventId& id, const Waiting& event, std::size_t side);
  void give_up(const Waiting& event, std::size_t side);

  std::array<Side, 2> sides_;
  std::map<std::uint32_t, Tally> kinds_;
};

}  // namespace lab::trace
