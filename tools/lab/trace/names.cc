#include "tools/lab/trace/names.h"

#include <utility>

#include "neurons/messages.h"

namespace lab::trace {
namespace {

// Enumerations here count from 0 to a last one.
template <class Kind, class NameOf>
std::vector<std::string_view> names_to(Kind last, NameOf name_of) {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(last); ++i) names.push_back(name_of(static_cast<Kind>(i)));
  return names;
}

template <std::size_t... I>
std::vector<std::string_view> kinds(std::index_sequence<I...>) {
  return {neurons::kind_of(neurons::Message(std::in_place_index<I>))...};
}

}  // namespace

std::string_view name_of(sim::Fate fate) {
  switch (fate) {
    case sim::Fate::kQueued:
      return "sent";
    case sim::Fate::kDuplicated:
      return "duplicate";
    case sim::Fate::kLost:
      return "lost";
    case sim::Fate::kDown:
      return "link down";
  }
  return "?";
}

std::string_view name_of(sim::NoteKind kind) {
  switch (kind) {
    case sim::NoteKind::kPresented:
      return "presented";
    case sim::NoteKind::kLearned:
      return "learned";
    case sim::NoteKind::kRejected:
      return "rejected";
    case sim::NoteKind::kMissed:
      return "missed";
    case sim::NoteKind::kForgotten:
      return "forgotten";
    case sim::NoteKind::kDuplicate:
      return "duplicate";
    case sim::NoteKind::kReadout:
      return "readout";
  }
  return "?";
}

std::vector<std::string_view> fate_names() {
  return names_to(sim::Fate::kDown, [](sim::Fate fate) { return name_of(fate); });
}

std::vector<std::string_view> note_kind_names() {
  return names_to(sim::NoteKind::kReadout, [](sim::NoteKind kind) { return name_of(kind); });
}

std::vector<std::string_view> phase_names() {
  return names_to(sim::Phase::kRest, [](sim::Phase phase) { return sim::name_of(phase); });
}

std::vector<std::string_view> report_kind_names() {
  return names_to(sim::ReportKind::kReturned,
                  [](sim::ReportKind kind) { return sim::name_of(kind); });
}

std::vector<std::string_view> message_kind_names() {
  return kinds(std::make_index_sequence<std::variant_size_v<neurons::Message>>());
}

}  // namespace lab::trace
