#include "tools/lab/trace/ask/notes_diff.h"

#include <algorithm>

#include "tools/lab/trace/ask/translation.h"
#include "tools/lab/trace/ask/update_diff.h"
#include "tools/lab/trace/cursor.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {

using Json = nlohmann::ordered_json;

namespace {

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

}  // namespace

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
    if ((x == nullptr && ends_early(a)) || (y == nullptr && ends_early(b))) break;
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

}  // namespace lab::trace
