#include "tools/lab/watch/trials.h"

#include "tools/lab/watch/beside.h"

namespace lab {
namespace {

// Duplicates that a population ignores take room in this memory.
constexpr std::size_t kRoomForDuplicates = 4;

}  // namespace

Trials::Trials(sim::Layer layers, std::size_t memory, WeightsOf weights)
    : weights_(std::move(weights)) {
  for (sim::Layer l = 1; l <= layers; ++l) {
    views_.push_back({{},
                      neurons::SampleMemory<Trial>(memory),
                      neurons::SampleMemory<neurons::Target>(memory + kRoomForDuplicates),
                      weights_(l),
                      {}});
  }
}

// Whether a link then loses it does not matter: the population has it.
void Trials::on_send(const sim::Event<Message>& event, sim::Fate fate) {
  const auto* local = std::get_if<neurons::Activity>(&event.message);
  if (local == nullptr || !local->slope || fate == sim::Fate::kDuplicated) return;
  speak(*local);
}

void Trials::on_receive(const sim::Event<Message>& event) {
  if (const auto* activity = std::get_if<neurons::Activity>(&event.message)) {
    if (!activity->slope && activity->layer < layers()) hear(*activity, view(activity->layer + 1));
  }
  const neurons::Target* target = delivered_target(event);
  if (target == nullptr) return;
  auto& targets = view(target->layer).targets;
  targets.forget(target->sample);
  targets.remember(target->sample, *target);
}

void Trials::hear(const neurons::Activity& input, View& here) {
  here.heard = input;
  if (Trial* trial = here.trials.find(input.sample)) trial->pre = input.activity;
}

void Trials::speak(const neurons::Activity& local) {
  View& here = view(local.layer);
  Trial trial{nullptr, local.activity, local.slope, local.version, nullptr, std::nullopt};
  if (const Trial* before = here.trials.find(local.sample)) {
    trial.pre = before->pre;
    here.trials.forget(local.sample);
    for (sim::Layer below = 1; below < local.layer; ++below) {
      if (Trial* other = view(below).trials.find(local.sample)) other->error.reset();
    }
  } else if (here.heard.sample == local.sample) {
    trial.pre = here.heard.activity;
  }
  here.trials.remember(local.sample, std::move(trial));
  here.unweighed.push_back(local.sample);
}

void Trials::on_window_end(sim::Time) {
  for (sim::Layer l = 1; l <= layers(); ++l) weigh(view(l), weights_(l));
}

void Trials::weigh(View& here, const neurons::Weights& now) const {
  for (const sim::Sample sample : here.unweighed) {
    Trial* trial = here.trials.find(sample);
    if (trial == nullptr) continue;
    if (trial->version == now.version) trial->weights = now.weights;
    if (trial->version == here.weights.version) trial->weights = here.weights.weights;
  }
  here.unweighed.clear();
  here.weights = now;
}

}  // namespace lab
