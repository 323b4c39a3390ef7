#include "tools/lab/trace/ask/rows_diff.h"

#include <fmt/format.h>

#include <deque>

#include "tools/lab/trace/ask/event_diff.h"
#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/ask/translation.h"
#include "tools/lab/trace/cursor.h"

namespace lab::trace {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t kBefore = 3;  // rows shown before the first difference

// One of the two traces, row by row.
struct Side {
  explicit Side(TraceFile& trace)
      : file(trace), events(events_of(trace)), digests(digests_of(trace)) {}

  const EventRow* peek() { return events.peek(); }
  Told take() {
    const EventRow row = *events.peek();
    events.next();
    ++rows;
    return {row, digest_at(digests, row.number)};
  }

  void skip() {
    take();
    ++skipped;
  }
  TraceFile& file;
  Cursor<EventRow> events;
  Cursor<DigestRow> digests;
  std::uint64_t rows = 0, skipped = 0;
};

Json json_of(const TraceFile& file, const Told& told) {
  return {{"row", told.row.number},
          {"text", row_text(file, told.row)},
          {"cause", file.event(told.row.cause)},
          {"version", told.row.version},
          {"feedback_version", told.row.feedback_version},
          {"digest", told.digest ? Json(fmt::format("{:016x}", *told.digest)) : Json()}};
}

Json json_of(const Tally& tally) {
  return {{"same", tally.same},
          {"differ", tally.differ},
          {"only_a", tally.only_a},
          {"only_b", tally.only_b}};
}

class EventDiff {
 public:
  EventDiff(TraceFile& a, TraceFile& b) : a_(a), b_(b), translate_(b.header(), a.header()) {}

  Json run() {
    while (a_.peek() != nullptr || b_.peek() != nullptr) step();
    return report();
  }

 private:
  // Rows of one number are at one place; what only one of the files still has is left out.
  void step() {
    const EventRow *a = a_.peek(), *b = b_.peek();
    if (a != nullptr && b != nullptr && a->number != b->number) {
      return (a->number < b->number ? a_ : b_).skip();
    }
    if (a == nullptr && ends_early(a_.file)) return b_.skip();
    if (b == nullptr && ends_early(b_.file)) return a_.skip();
    const std::optional<Told> in_a = a != nullptr ? std::optional(a_.take()) : std::nullopt;
    const std::optional<Told> in_b = b != nullptr ? std::optional(b_.take()) : std::nullopt;
    compare(in_a, in_b);
  }

  void compare(const std::optional<Told>& a, const std::optional<Told>& b) {
    std::optional<Told> as_in_a = b;
    if (b) as_in_a->row = translate_(b->row);
    ++compared_;
    if (a) tally_.add_a(*a);
    if (b) tally_.add_b(*as_in_a);
    if (!first_.is_null()) return;
    if (a && b) {
      const auto fields = differing_fields(*a, *as_in_a);
      if (fields.empty()) return remember(*a);
      first_["differs_in"] = fields;
    } else {
      first_["differs_in"] = {a ? "B has ended" : "A has ended"};
    }
    first_["a"] = a ? json_of(a_.file, *a) : Json();
    first_["b"] = b ? json_of(b_.file, *b) : Json();
  }

  void remember(const Told& common) {
    before_.push_back(common);
    if (before_.size() > kBefore) before_.pop_front();
  }

  Json report() {
    Json out = {{"rows", {a_.rows, b_.rows}},
                {"left_out", {a_.skipped, b_.skipped}},
                {"compared", compared_}};
    out["first"] = first_;
    if (!first_.is_null()) {
      out["before"] = Json::array();
      for (const Told& told : before_) out["before"].push_back(json_of(a_.file, told));
    }
    Tally all;
    Json kinds = Json::object();
    for (const auto& [kind, tally] : tally_.close()) {
      all += tally;
      EventRow any;
      any.kind = kind;
      kinds[a_.file.kind(any)] = json_of(tally);
    }
    out["all"] = json_of(all);
    out["kinds"] = kinds;
    return out;
  }

  Side a_, b_;
  Translation translate_;
  std::uint64_t compared_ = 0;
  EventTally tally_;
  Json first_;
  std::deque<Told> before_;
};

}  // namespace

Json rows_diff(TraceFile& a, TraceFile& b) { return EventDiff(a, b).run(); }

}  // namespace lab::trace
