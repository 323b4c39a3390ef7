#include "tools/lab/watch/locality_meter.h"

namespace lab {
namespace {

void count(Crossing& crossing, std::size_t bytes) {
  ++crossing.messages;
  crossing.bytes += bytes;
}

}  // namespace

// What a link loses was said all the same.
void LocalityMeter::on_send(const sim::Event<Message>& event, sim::Fate) {
  count(all, neurons::bytes_of(event.message));
  std::visit([&](const auto& message) { add(message, event); }, event.message);
}

void LocalityMeter::on_note(const sim::Note& note, const sim::EventKey&) {
  if (note.kind == sim::NoteKind::kLearned) ++updates_.at(static_cast<std::size_t>(note.layer - 1));
}

void LocalityMeter::add(const neurons::Activity& activity, const sim::Event<Message>& event) {
  const std::size_t slope = activity.slope ? activity.slope->bytes() : 0;
  const std::size_t rest = neurons::bytes_of(event.message) - slope;
  const bool top = activity.layer == static_cast<sim::Layer>(updates_.size());
  if (top && !activity.slope) return count(readout, rest);
  count(activity.slope ? local : upward, rest);
  if (activity.slope) count(slopes, slope);
}

void LocalityMeter::add(const neurons::Target& target, const sim::Event<Message>& event) {
  const auto gain = std::ranges::max_element(target.gain);
  count(targets, neurons::bytes_of(event.message));
  if (target.coding == neurons::Coding::kDifference) count(errors, target.values->bytes());
  if (std::ranges::all_of(target.gain, [](double m) { return m == 1; })) return;
  count(gains, sizeof(double) * target.gain.size());
  largest_gain = std::max(largest_gain, *gain);
}

void LocalityMeter::add(const neurons::WeightTransport&, const sim::Event<Message>& event) {
  count(transport, neurons::bytes_of(event.message));
}

void LocalityMeter::add(const neurons::Coincidence&, const sim::Event<Message>& event) {
  count(coincidences, neurons::bytes_of(event.message));
}

void LocalityMeter::add(const neurons::Reconstruction&, const sim::Event<Message>& event) {
  count(reconstructions, neurons::bytes_of(event.message));
}

void LocalityMeter::add(const sim::Report& report, const sim::Event<Message>& event) {
  ClockTalk& clock = clocks_[event.key.to];
  clock.layers.insert(report.layer);
  count(clock.talk, neurons::bytes_of(event.message));
}

void LocalityMeter::add(const sim::Order&, const sim::Event<Message>& event) {
  count(clocks_[event.key.from].talk, neurons::bytes_of(event.message));
}

void LocalityMeter::add(const sim::Quiet&, const sim::Event<Message>& event) {
  count(quiet, neurons::bytes_of(event.message));
}

Crossing LocalityMeter::global_clock() const {
  Crossing out;
  for (const auto& [actor, clock] : clocks_) {
    if (clock.layers.size() <= 1) continue;
    out.messages += clock.talk.messages;
    out.bytes += clock.talk.bytes;
  }
  return out;
}

std::size_t LocalityMeter::layers_heard() const {
  std::size_t most = 0;
  for (const auto& [actor, clock] : clocks_) most = std::max(most, clock.layers.size());
  return most;
}

}  // namespace lab
