#include "tools/lab/trace/note_columns.h"

#include <algorithm>
#include <bit>

#include "protocols/trace.pb.h"
#include "tools/lab/trace/differences.h"

namespace lab::trace {
namespace {

using protocols::trace::Notes;
using sim::Note;
using sim::NoteKind;

std::int64_t& nth_of(NoteBase& base, std::uint32_t one_more) {
  if (one_more >= base.during_nth.size()) base.during_nth.resize(one_more + 1);
  return base.during_nth[one_more];
}

bool has_equal_columns(const Notes& n) {
  for (const int size :
       {n.layer_size(), n.at_size(), n.at_microstep_size(), n.during_size(), n.during_nth_size(),
        n.sample_size(), n.target_sample_size(), n.activity_sample_size(), n.staleness_size(),
        n.late_size(), n.value_size(), n.count_size()}) {
    if (size != n.kind_size()) return false;
  }
  return true;
}

bool has_known_names(const Notes& n, std::size_t actors) {
  return std::ranges::all_of(n.during(),
                             [&](std::uint32_t one_more) { return one_more <= actors; }) &&
         std::ranges::all_of(n.kind(), [](std::uint32_t kind) {
           return kind <= static_cast<std::uint32_t>(NoteKind::kReadout);
         });
}

NoteRow row_of(const Notes& n, int i, NoteBase& base) {
  NoteRow row;
  row.at = {undo_step(n.at(i), base.at), n.at_microstep(i)};
  row.during.from.value = n.during(i) - 1;
  row.during.nth =
      static_cast<std::uint64_t>(undo_step(n.during_nth(i), nth_of(base, n.during(i))));
  const sim::Sample sample = undo_step(n.sample(i), base.sample);
  row.note = {.kind = static_cast<NoteKind>(n.kind(i)),
              .layer = static_cast<sim::Layer>(n.layer(i)),
              .sample = sample,
              .target_sample = sum(n.target_sample(i), sample),
              .activity_sample = sum(n.activity_sample(i), sample),
              .staleness = n.staleness(i),
              .late = n.late(i) != 0,
              .value = n.value(i),
              .count = n.count(i)};
  return row;
}

}  // namespace

void NoteColumns::add(const NoteRow& row) {
  if (rows_++ == 0) t_min_ = row.at.ns;
  const Note& note = row.note;
  columns_[kKind].add(static_cast<std::uint64_t>(note.kind));
  columns_[kLayer].add(static_cast<std::uint32_t>(note.layer));
  add_place(row);
  add_samples(note);
  columns_[kStaleness].add(note.staleness);
  columns_[kLate].add(note.late ? 1 : 0);
  columns_[kValue].add_fixed(std::bit_cast<std::uint64_t>(note.value));
  columns_[kCount].add(note.count);
}

void NoteColumns::add_place(const NoteRow& row) {
  columns_[kAt].add_signed(step(row.at.ns, base_.at));
  columns_[kAtMicrostep].add(row.at.microstep);
  const std::uint32_t during = row.during.from.value + 1;
  columns_[kDuring].add(during);
  columns_[kDuringNth].add_signed(step(wrapped(row.during.nth), nth_of(base_, during)));
}

void NoteColumns::add_samples(const Note& note) {
  columns_[kSample].add_signed(step(note.sample, base_.sample));
  columns_[kTargetSample].add_signed(difference(note.target_sample, note.sample));
  columns_[kActivitySample].add_signed(difference(note.activity_sample, note.sample));
}

std::string NoteColumns::take() {
  std::string body;
  for (int field = kKind; field < kFields; ++field) columns_[field].move_to(body, field);
  base_ = {};
  rows_ = 0;
  return body;
}

std::optional<std::vector<NoteRow>> parse_notes(std::string_view body, std::size_t actors) {
  Notes notes;
  if (!notes.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  if (!has_equal_columns(notes) || !has_known_names(notes, actors)) return std::nullopt;
  std::vector<NoteRow> rows;
  NoteBase base;
  for (int i = 0; i < notes.kind_size(); ++i) rows.push_back(row_of(notes, i, base));
  return rows;
}

}  // namespace lab::trace
