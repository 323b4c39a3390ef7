// SharedPopulation: one population whose units carry activity and, in another compartment, targets.
// Each half behaves as it would alone; what they tell each other stays within the unit.
#pragma once

#include <utility>

#include "neurons/feedback.h"
#include "neurons/feedforward.h"

namespace neurons {

template <class Scalar>
class SharedPopulation final : public Actor {
 public:
  SharedPopulation(FeedforwardPopulation<Scalar> up, FeedbackPopulation<Scalar> down)
      : up_(std::move(up)), down_(std::move(down)) {}

  FeedforwardPopulation<Scalar>& up() { return up_; }
  FeedbackPopulation<Scalar>& down() { return down_; }

  void receive(const Message& message, ActorId from, Context& context) override {
    if (is_for_feedback(message)) {
      down_.receive(message, from, context);
    } else {
      up_.receive(message, from, context);
    }
  }

  std::string waiting_for() const override {
    return up_.waiting_for() + ", and for " + down_.waiting_for();
  }

  void archive(sim::Archive& a) override { a(up_, down_); }

 private:
  static bool is_for_feedback(const Message& message) {
    if (const auto* activity = std::get_if<Activity>(&message)) return activity->slope != nullptr;
    if (const auto* target = std::get_if<Target>(&message)) return !target->delivered;
    if (const auto* step = std::get_if<LocalStep>(&message)) return step->feedback;
    return std::holds_alternative<WeightTransport>(message) ||
           std::holds_alternative<Coincidence>(message);
  }

  FeedforwardPopulation<Scalar> up_;
  FeedbackPopulation<Scalar> down_;
};

}  // namespace neurons
