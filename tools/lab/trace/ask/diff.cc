#include "tools/lab/trace/ask/diff.h"

#include <fmt/format.h>

#include <deque>

#include "tools/lab/trace/ask/config_diff.h"
#include "tools/lab/trace/ask/event_diff.h"
#include "tools/lab/trace/ask/row_text.h"
#include "tools/lab/trace/ask/translation.h"
#include "tools/lab/trace/ask/update_diff.h"
#include "tools/lab/trace/cursor.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;
using protocols::trace::Header;

constexpr std::size_t kBefore = 3;  // rows shown before the first difference

// The file ends before the run did.
bool is_cut(const TraceFile& file) { return !file.end() || !file.end()->trouble().empty(); }

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
    if (a == nullptr && is_cut(a_.file)) return b_.skip();
    if (b == nullptr && is_cut(b_.file)) return a_.skip();
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

bool same(const NoteRow& a, const NoteRow& b) {
  const sim::Note &m = a.note, &n = b.note;
  return a.at == b.at && a.during == b.during && m.kind == n.kind && m.layer == n.layer &&
         m.sample == n.sample && m.target_sample == n.target_sample &&
         m.activity_sample == n.activity_sample && m.staleness == n.staleness && m.late == n.late &&
         m.value == n.value && m.count == n.count;
}

Json json_of(const NoteRow& row) {
  const sim::Note& note = row.note;
  return {{"at_ns", row.at.ns},
          {"layer", note.layer},
          {"sample", note.sample},
          {"outcome", name_of(note.kind)},
          {"target_sample", note.target_sample},
          {"activity_sample", note.activity_sample},
          {"staleness", note.staleness},
          {"norm", note.value}};
}

Json json_of(const UpdateDiff& diff) {
  Json out = {{"layers", Json::array()}, {"first", Json()}, {"norms", Json::array()}};
  for (const auto& [number, layer] : diff.layers) {
    out["layers"].push_back({{"layer", number},
                             {"same", layer.same},
                             {"other_time", layer.other_time},
                             {"other_norm", layer.other_norm},
                             {"other_outcome", layer.other_outcome},
                             {"only_a", layer.only_a},
                             {"only_b", layer.only_b}});
  }
  if (diff.first) {
    out["first"] = {{"a", json_of(diff.first->first)}, {"b", json_of(diff.first->second)}};
  }
  for (const NormBin& bin : diff.norms) {
    if (bin.updates == 0) continue;
    out["norms"].push_back({{"from_sample", bin.first},
                            {"updates", bin.updates},
                            {"mean", bin.sum / static_cast<double>(bin.updates)},
                            {"largest", bin.largest}});
  }
  return out;
}

// After this moment a trace has all notes.
sim::Time beginning(TraceFile& file) {
  Cursor<NoteRow> notes = notes_of(file);
  return file.overwritten() > 0 && notes.peek() != nullptr ? notes.peek()->at : sim::Time{-1};
}

Json notes_diff(TraceFile& a, TraceFile& b) {
  const Translation translate(b.header(), a.header());
  const sim::Time from = std::max(beginning(a), beginning(b));
  Cursor<NoteRow> in_a = notes_of(a), in_b = notes_of(b);
  const auto skip = [&](Cursor<NoteRow>& notes) {
    while (notes.peek() != nullptr && notes.peek()->at <= from) notes.next();
  };
  skip(in_a);
  skip(in_b);
  UpdateTally tally;
  bool equal = true;
  while (in_a.peek() != nullptr || in_b.peek() != nullptr) {
    const NoteRow *x = in_a.peek(), *y = in_b.peek();
    if ((x == nullptr && is_cut(a)) || (y == nullptr && is_cut(b))) break;
    equal = equal && x != nullptr && y != nullptr && same(*x, translate(*y));
    if (x != nullptr) tally.add_a(*x);
    if (y != nullptr) tally.add_b(*y);
    if (x != nullptr) in_a.next();
    if (y != nullptr) in_b.next();
  }
  Json out = json_of(tally.close());
  out["equal"] = equal;
  return out;
}

Json end_of(const TraceFile& file) {
  if (!file.end()) return Json();
  const auto& end = *file.end();
  return {{"ending", end.ending()},
          {"fingerprint", end.fingerprint()},
          {"weights", fmt::format("{:016x}", end.weights_digest())},
          {"virtual_ns", end.now()},
          {"received", end.received()},
          {"lost", end.lost()}};
}

Json end_diff(const TraceFile& a, const TraceFile& b) {
  const Json of_a = end_of(a), of_b = end_of(b);
  return {{"a", of_a}, {"b", of_b}, {"equal", of_a == of_b}};
}

void add_change(Json& out, const std::string& what, const Json& a, const Json& b) {
  if (a != b) out.push_back({{"what", what}, {"a", a}, {"b", b}});
}

Json header_diff(const Header& a, const Header& b) {
  Json out = Json::array();
  add_change(out, "version", a.version(), b.version());
  add_change(out, "build", a.build(), b.build());
  add_change(out, "kernels", a.kernels(), b.kernels());
  add_change(out, "mode", a.mode(), b.mode());
  add_change(out, "actors", a.actors_size(), b.actors_size());
  add_change(out, "links", a.links_size(), b.links_size());
  for (const Change& change : config_changes(a.config(), b.config())) {
    add_change(out, change.path, change.a ? Json(*change.a) : Json(),
               change.b ? Json(*change.b) : Json());
  }
  return out;
}

}  // namespace

Json diff(TraceFile& a, TraceFile& b) {
  Json out = {{"a", a.path().string()}, {"b", b.path().string()}};
  out["header"] = header_diff(a.header(), b.header());
  out["payloads_compared"] =
      a.header().detail() != Header::NONE && b.header().detail() != Header::NONE;
  out["events"] = EventDiff(a, b).run();
  out["updates"] = notes_diff(a, b);
  out["end"] = end_diff(a, b);
  out["damage"] = {a.damages().size(), b.damages().size()};
  out["equal"] = out["events"]["first"].is_null() && out["updates"]["equal"].get<bool>() &&
                 out["end"]["equal"].get<bool>();
  return out;
}

}  // namespace lab::trace
