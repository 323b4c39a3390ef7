// What an alignment probe tells: a line of metrics for every probed sample, means for the summary.
#include "tools/lab/watch/alignment_probe.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

bool is_mismatch(const sim::Note& note) {
  return note.activity_sample != note.sample || note.target_sample != note.sample;
}

}  // namespace

std::vector<Json> AlignmentProbe::take_lines() {
  std::vector<Json> out;
  for (const auto& [sample, probed] : open_.take_closed()) {
    Json line = {{"sample", sample}};
    for (sim::Layer layer = 1; layer <= options_.layers; ++layer) {
      line["activity_residual"].push_back(or_null(probed.settling.activity_residual(layer)));
      line["target_residual"].push_back(or_null(probed.settling.target_residual(layer)));
    }
    for (const Update& update : probed.updates) {
      const auto& note = update.note;
      const bool learned = note && note->kind == sim::NoteKind::kLearned;
      const auto& found = update.likeness;
      line["cosine"].push_back(found ? Json(found->cosine) : Json());
      line["norm_ratio"].push_back(found ? Json(found->norm_ratio) : Json());
      line["staleness"].push_back(learned ? Json(note->staleness) : Json());
      line["mismatch"].push_back(note && is_mismatch(*note));
      line["late"].push_back(learned && note->late);
      line["outcome"].push_back(update.outcome);
      line["activity_sample"].push_back(note ? Json(note->activity_sample) : Json());
      line["target_sample"].push_back(note ? Json(note->target_sample) : Json());
      line["activity_version"].push_back(or_null(update.activity_version));
      line["feedback_version"].push_back(or_null(update.feedback_version));
      line["since_presentation_ns"].push_back(or_null(update.since_presentation_ns));
    }
    out.push_back(std::move(line));
  }
  return out;
}

Json AlignmentProbe::summary() const {
  Json cosine = Json::array(), norm_ratio = Json::array();
  std::uint64_t judged = 0;
  for (const Sum& sum : sums_) {
    const auto count = static_cast<double>(sum.judged);
    cosine.push_back(sum.judged > 0 ? Json(sum.cosine / count) : Json());
    norm_ratio.push_back(sum.judged > 0 ? Json(sum.norm_ratio / count) : Json());
    judged += sum.judged;
  }
  return {{"every_updates", options_.every_updates},
          {"cosine", cosine},
          {"norm_ratio", norm_ratio},
          {"updates", judged}};
}

}  // namespace lab
