#include "tools/lab/watch/statistics.h"

namespace lab {

namespace {

template <std::size_t... kKind>
std::array<KindCount, sizeof...(kKind)> nothing_yet(std::index_sequence<kKind...>) {
  const auto of = [](const Message& any) {
    return KindCount{.kind = neurons::kind_of(any), .local = neurons::is_local(any)};
  };
  return {of(Message(std::in_place_index<kKind>))...};
}

}  // namespace

MessageCounter::MessageCounter()
    : counts_(nothing_yet(std::make_index_sequence<std::variant_size_v<Message>>{})) {}

void MessageCounter::on_send(const sim::Event<Message>& event, sim::Fate fate) {
  KindCount& count = counts_[event.message.index()];
  ++count.messages;
  count.bytes += neurons::bytes_of(event.message);
  if (sim::is_lost(fate)) ++count.lost;
}

std::vector<KindCount> MessageCounter::counts() const {
  std::vector<KindCount> out;
  for (const KindCount& count : counts_) {
    if (count.messages > 0) out.push_back(count);
  }
  return out;
}

void LearningMeter::on_note(const sim::Note& note, const sim::EventKey&) {
  if (note.kind == sim::NoteKind::kReadout) {
    if (const sim::Note* before = scores_.find(note.sample)) {
      --sum_.samples;
      sum_.correct -= before->count;
      sum_.loss -= before->value;
    }
    ++sum_.samples;
    sum_.correct += note.count;
    sum_.loss += note.value;
    scores_.replace(note.sample, note);
  }
  if (note.kind == sim::NoteKind::kLearned) {
    norms_[static_cast<std::size_t>(note.layer - 1)] = note.value;
  }
}

LearningMeter::Reading LearningMeter::peek() const {
  Reading out = sum_;
  if (out.samples > 0) out.loss /= static_cast<double>(out.samples);
  return out;
}

LearningMeter::Reading LearningMeter::take() {
  const Reading out = peek();
  sum_ = {};
  scores_ = ScoreMemory(kScores);
  return out;
}

void RecentEvents::on_send(const sim::Event<Message>& event, sim::Fate fate) {
  if (sim::is_lost(fate)) add(event, true);
}

void RecentEvents::on_receive(const sim::Event<Message>& event) { add(event, false); }

void RecentEvents::add(const sim::Event<Message>& event, bool lost) {
  if (lines_.size() == kKept) lines_.pop_front();
  lines_.push_back({event.key, event.cause, std::string(neurons::kind_of(event.message)),
                    neurons::sample_of(event.message), lost});
}

}  // namespace lab
