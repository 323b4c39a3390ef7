#include "tools/lab/trace/list/filter.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "protocols/bad_input.h"
#include "protocols/duration.h"

namespace lab::trace {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

std::optional<std::uint32_t> number_of(const std::string& name, const Names& names) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - names.begin());
}

std::int64_t time_of(const char* option, const std::string& text) {
  try {
    return protocols::parse_duration_ns(text);
  } catch (const protocols::BadInput& error) {
    throw protocols::BadInput(fmt::format("{}: {}", option, error.what()));
  }
}

std::vector<bool> links_like(const std::string& pattern, const TraceFile& file) {
  std::vector<bool> out;
  for (const auto& link : file.header().links()) {
    out.push_back(fnmatch(pattern.c_str(), link.name().c_str(), 0) == 0);
  }
  if (std::ranges::find(out, true) != out.end()) return out;
  std::string known;
  for (const auto& link : file.header().links()) known += (known.empty() ? "" : ", ") + link.name();
  throw protocols::BadInput(
      fmt::format("--link: no link is named '{}'\nhint: there are {}", pattern, known));
}

// The layer that a feedforward or feedback population's name ends with. A damaged trace may call
// its actors anything.
std::optional<sim::Layer> layer_of(const std::string& actor) {
  for (const std::string_view kind : {"feedforward", "feedback", "population"}) {
    if (!actor.starts_with(kind)) continue;
    sim::Layer layer = 0;
    const char* const end = actor.data() + actor.size();
    const auto [at, fault] = std::from_chars(actor.data() + kind.size(), end, layer);
    if (fault == std::errc() && at == end) return layer;
  }
  return std::nullopt;
}

}  // namespace

Filter::Filter(const FilterWords& words, const TraceFile& file) : words_(words) {
  const auto& header = file.header();
  if (!words.from.empty()) window_.from_ns = time_of("--from", words.from);
  if (!words.to.empty()) window_.to_ns = time_of("--to", words.to);
  if (!words.actor.empty()) window_.actor = file.actor_called(words.actor);
  layer_ = layer_of(words.actor);
  if (!words.link.empty()) links_ = links_like(words.link, file);
  kind_ = number_of(words.kind, header.kinds());
  note_kind_ = number_of(words.kind, header.note_kinds());
  if (!words.kind.empty()) file.require_kind(words.kind);
  phase_ = number_of(words.phase, header.phases());
  if (!words.phase.empty()) file.require_phase(words.phase);
  order_ = number_of("order", header.kinds()).value_or(0);
}

bool Filter::wants(const EventRow& row) const {
  if (!words_.kind.empty() && row.kind != kind_) return false;
  if (phase_ && (row.kind != order_ || row.detail != *phase_)) return false;
  if (words_.sample && row.sample != *words_.sample) return false;
  if (words_.dropped && !sim::is_lost(row.fate)) return false;
  return links_.empty() || (row.link != sim::kNoLink && links_[row.link.value]);
}

bool Filter::wants(const NoteRow& row) const {
  const sim::Note& note = row.note;
  if (!words_.kind.empty() && static_cast<std::uint32_t>(note.kind) != note_kind_) return false;
  if (words_.sample && note.sample != *words_.sample) return false;
  if (!words_.actor.empty() && layer_ != note.layer) return false;
  if (words_.stale && note.staleness == 0) return false;
  if (words_.mismatched && (note.target_sample == note.sample || note.target_sample < 0)) {
    return false;
  }
  return !words_.late || note.late;
}

}  // namespace lab::trace
