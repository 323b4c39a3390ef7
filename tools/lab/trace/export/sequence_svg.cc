#include "tools/lab/trace/export/sequence_svg.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocols/duration.h"
#include "tools/lab/trace/export/lifelines.h"
#include "tools/lab/trace/export/sequence_head.h"
#include "tools/lab/trace/export/sequence_style.h"
#include "tools/lab/trace/export/time_axis.h"
#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

constexpr double kTop = 96, kBottom = 34, kTimes = 84;
constexpr double kBetweenTexts = 12;

std::vector<sim::Time> times_of(const SampleLife& life) {
  std::vector<sim::Time> times;
  for (const Passage& passage : life.passages) {
    times.push_back(passage.row.sent);
    if (passage.arrived) times.push_back(passage.row.at);
  }
  for (const PhaseSpan& span : life.phases) {
    times.push_back(span.from);
    times.push_back(std::min(span.to, life.to()));
  }
  for (const NoteRow& note : life.notes) times.push_back(note.at);
  return times;
}

class Chart {
 public:
  Chart(const TraceFile& file, const SampleLife& life)
      : file_(file),
        life_(life),
        places_(file.header()),
        lines_(places_),
        axis_(times_of(life), kTop + 14) {}

  std::string draw() const {
    std::string out = sequence_head(file_, life_, width(), height()) + bands() + clock_times() +
                      phases() + lines();
    for (const Passage& passage : life_.passages) {  // what is quiet lies below
      if (colour(passage.row) == kQuiet) out += arrow(passage);
    }
    for (const Passage& passage : life_.passages) {
      if (colour(passage.row) != kQuiet) out += arrow(passage);
    }
    return out + notes() + "</svg>\n";
  }

 private:
  double width() const { return std::max(kTimes + lines_.width() + 60, 760.0); }
  double height() const { return axis_.end() + kBottom; }
  double x(sim::ActorId actor) const { return kTimes + lines_.x(actor); }
  const char* colour(const EventRow& row) const { return colour_of(kStyles, file_.kind(row)); }

  std::string bands() const {
    std::string out;
    bool shaded = false;
    for (const Band& band : lines_.bands()) {
      if (shaded) {
        out += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{:.1f}\" "
            "fill=\"#f5f5f5\"/>\n",
            kTimes + band.from, kTop - 24, band.width, height() - kTop + 14);
      }
      shaded = !shaded;
      out += text_at(kTimes + band.from + band.width / 2, kTop - 12,
                     "text-anchor=\"middle\" font-weight=\"bold\"", band.name);
    }
    return out;
  }

  std::string lines() const {
    std::string out;
    for (const Place& place : places_.in_order()) {
      out += fmt::format(
          "<path d=\"M{0:.1f} {1}V{2:.1f}\" stroke=\"#666\"{3}><title>{4}</title></path>\n",
          x(place.actor), kTop + 6, height() - 16,
          place.role == Role::kFeedback ? " stroke-dasharray=\"5 3\"" : "", xml_text(place.name));
      const std::string& side = lines_.label(place.actor);
      out += text_at(x(place.actor), kTop + 3,
                     "text-anchor=\"middle\" fill=\"#666\" font-size=\"9\"", side);
    }
    return out;
  }

  std::string clock_times() const {
    std::string out;
    double free_from = 0;
    std::int64_t last_ns = life_.from().ns - 1;
    for (const auto& [time, y] : axis_.places()) {
      if (time.ns == last_ns) continue;
      last_ns = time.ns;
      out += fmt::format("<path d=\"M{} {:.1f}H{:.1f}\" stroke=\"#ececec\"/>\n", kTimes - 8, y,
                         width() - 12);
      if (y < free_from) continue;
      const std::int64_t since = time.ns - life_.from().ns;
      out += text_at(kTimes - 12, y + 4, "text-anchor=\"end\" fill=\"#555\" font-size=\"10\"",
                     since == 0 ? "0" : fmt::format("+{}", protocols::format_duration(since)));
      free_from = y + kBetweenTexts;
    }
    return out;
  }

  std::string phases() const {
    std::string out;
    for (const PhaseSpan& span : life_.phases) {
      const double from = axis_.at(span.from), to = axis_.at(std::min(span.to, life_.to()));
      const std::string name = phase_name(span.phase);
      out += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"12\" height=\"{:.1f}\" "
          "fill=\"{}\"><title>{}</title></rect>\n",
          x(span.actor) - 6, from, std::max(to - from, 3.0), colour_of(kPhases, name),
          xml_text(name));
    }
    return out;
  }

  std::string phase_name(std::uint32_t phase) const {
    const auto& names = file_.header().phases();
    return phase < static_cast<std::uint32_t>(names.size()) ? names[static_cast<int>(phase)] : "?";
  }

  std::string tip(const Passage& passage) const {
    const EventRow& row = passage.row;
    const std::string detail = file_.detail(row);
    std::string end = passage.arrived
                          ? "takes " + protocols::format_duration(row.at.ns - row.sent.ns)
                          : std::string(sim::is_lost(row.fate) ? name_of(row.fate) : "in flight");
    if (row.fate == sim::Fate::kDuplicated) end += ", a duplicate";
    return fmt::format("{}{}{}, {} to {}, {}", file_.kind(row), detail.empty() ? "" : " ", detail,
                       file_.actor(row.id.from), file_.actor(row.to), end);
  }

  std::string arrow(const Passage& passage) const {
    const EventRow& row = passage.row;
    if (places_.of(row.id.from) == nullptr || places_.of(row.to) == nullptr) return "";
    const double y = axis_.at(row.sent);
    const Stroke stroke{.x_from = x(row.id.from),
                        .y_from = y,
                        .x_to = x(row.to),
                        .y_to = passage.arrived ? axis_.at(row.at) : y + 16,
                        .colour = colour(row),
                        .width = colour(row) == kQuiet ? 0.8 : 1.6,
                        .dashed = row.fate == sim::Fate::kDuplicated};
    return fmt::format("<g><title>{}</title>{}</g>\n", xml_text(tip(passage)),
                       passage.arrived ? whole_arrow(stroke) : broken_arrow(stroke));
  }

  std::string notes() const {
    std::string out;
    for (const NoteRow& row : life_.notes) {
      const Place* place = places_.who_notes(row.note.layer);
      if (place == nullptr || row.note.kind == sim::NoteKind::kForgotten) continue;
      out += note_mark(x(place->actor), axis_.at(row.at), row.note);
    }
    return out;
  }

  const TraceFile& file_;
  const SampleLife& life_;
  Places places_;
  Lifelines lines_;
  TimeAxis axis_;
};

}  // namespace

std::string to_svg(const TraceFile& file, const SampleLife& life) {
  return Chart(file, life).draw();
}

}  // namespace lab::trace
