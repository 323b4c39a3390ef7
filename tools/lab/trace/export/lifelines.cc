#include "tools/lab/trace/export/lifelines.h"

#include <fmt/format.h>

#include <cmath>

#include "tools/lab/trace/names.h"

namespace lab::trace {
namespace {

constexpr double kAlone = 84, kPair = 132;  // widths of bands

// Of a line that does not stand alone.
std::string label_of(const Place& place) {
  if (place.role == Role::kClock) return std::to_string(place.layer);
  return place.role == Role::kForward ? "up" : place.role == Role::kFeedback ? "down" : "";
}

// Bands from left to right: clocks, source, layers, readout and teacher, others.
std::pair<int, sim::Layer> band_of(const Place& place) {
  if (place.role == Role::kClock) return {0, 0};
  if (place.role == Role::kOther) return {2, 0};
  return {1, place.layer};
}

std::string name_of_band(const std::vector<const Place*>& members) {
  const Place& first = *members.front();
  if (first.role == Role::kForward || first.role == Role::kFeedback) {
    return "layer " + std::to_string(first.layer);
  }
  if (first.role == Role::kReadout) return "readout, teacher";
  return members.size() == 1 ? first.name : std::string(name_of(first.role)) + "s";
}

const char* colour_of(sim::NoteKind kind) {
  switch (kind) {
    case sim::NoteKind::kLearned:
      return "#15803d";
    case sim::NoteKind::kRejected:
      return "#d97706";
    case sim::NoteKind::kMissed:
      return "#dc2626";
    default:
      return "#444444";
  }
}

std::string text_of(const sim::Note& note) {
  std::string text(name_of(note.kind));
  if (note.kind == sim::NoteKind::kReadout) return fmt::format("loss {:.3g}", note.value);
  if (note.target_sample != sim::kNoSample && note.target_sample != note.sample) {
    text += fmt::format(", target of {}", note.target_sample);
  }
  if (note.activity_sample != sim::kNoSample && note.activity_sample != note.sample) {
    text += fmt::format(", activity of {}", note.activity_sample);
  }
  if (note.staleness > 0) text += fmt::format(", stale {}", note.staleness);
  if (note.late) text += ", late";
  return text;
}

}  // namespace

Lifelines::Lifelines(const Places& places) {
  std::map<std::pair<int, sim::Layer>, std::vector<const Place*>> members;
  for (const Place& place : places.in_order()) members[band_of(place)].push_back(&place);
  for (const auto& [key, lines] : members) {
    const auto count = static_cast<double>(lines.size());
    const double width = lines.size() == 1 ? kAlone : kPair / 2 * count;
    const double from = this->width();
    bands_.push_back({name_of_band(lines), from, width});
    double x = from + width / count / 2;
    for (const Place* line : lines) {
      lines_[line->actor] = {x, lines.size() == 1 ? "" : label_of(*line)};
      x += width / count;
    }
  }
}

std::string whole_arrow(const Stroke& s) {
  const double length = std::hypot(s.x_to - s.x_from, s.y_to - s.y_from);
  const double turn = std::atan2(s.y_to - s.y_from, s.x_to - s.x_from) * 180 / M_PI;
  return fmt::format(
      "<g transform=\"translate({:.1f} {:.1f}) rotate({:.2f})\"><path d=\"M0 0H{:.1f}\" "
      "stroke=\"{}\" stroke-width=\"{}\"{}/><path d=\"M{:.1f} 0l-7 -3v6z\" fill=\"{}\"/></g>",
      s.x_from, s.y_from, turn, length, s.colour, s.width,
      s.dashed ? " stroke-dasharray=\"4 3\"" : "", length, s.colour);
}

std::string broken_arrow(const Stroke& s) {
  const double x = (s.x_from + s.x_to) / 2, y = (s.y_from + s.y_to) / 2;
  return fmt::format(
      "<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke=\"{}\" stroke-width=\"{}\"/>"
      "<path d=\"M{:.1f} {:.1f}m-4 -4l8 8m0 -8l-8 8\" stroke=\"#dc2626\" stroke-width=\"2\"/>",
      s.x_from, s.y_from, x, y, s.colour, s.width, x, y);
}

std::string note_mark(double x, double y, const sim::Note& note) {
  return fmt::format(
      "<circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"4.5\" fill=\"{2}\" stroke=\"white\"/>\n"
      "<text x=\"{3:.1f}\" y=\"{4:.1f}\" fill=\"{2}\" font-size=\"10\" stroke=\"white\" "
      "stroke-width=\"3\" paint-order=\"stroke\">{5}</text>\n",
      x, y, colour_of(note.kind), x + 8, y + 3.5, text_of(note));
}

}  // namespace lab::trace
