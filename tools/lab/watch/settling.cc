#include "tools/lab/watch/settling.h"

#include "tools/lab/watch/beside.h"

namespace lab {
namespace {

using neurons::Matrix;

double residual_of(const neurons::TensorPtr& declared, const neurons::TensorPtr& last) {
  if (!declared) return 1;
  if (declared == last) return 0;
  const Matrix<double> value = last->to_double();
  const double gap = (declared->to_double() - value).norm();
  if (gap == 0) return 0;
  return value.isZero(0) ? 1 : gap / value.norm();
}

}  // namespace

// The first declaration counts.
void Settling::Value::declare() {
  if (is_declared) return;
  is_declared = true;
  declared = last;
}

std::optional<double> Settling::Value::residual() const {
  if (!is_declared) return std::nullopt;
  return residual_of(declared, last);
}

void Settling::on_send(const sim::Event<Message>& event) {
  if (const auto* order = std::get_if<sim::Order>(&event.message)) return obey(*order);
  const neurons::Activity* activity = told_activity(event);
  if (activity != nullptr) at(activity->layer).activity.last = activity->activity;
}

void Settling::on_receive(const sim::Event<Message>& event) {
  const neurons::Target* target = delivered_target(event);
  if (target != nullptr) at(target->layer).target.last = target->values;
}

void Settling::obey(const sim::Order& order) {
  const auto layers = static_cast<sim::Layer>(layers_.size());
  if (order.phase == sim::Phase::kLearn && order.layer >= 1 && order.layer <= layers) {
    at(order.layer).target.declare();
  }
  if (order.phase == sim::Phase::kTarget && order.layer == layers + 1) {
    for (Held& held : layers_) held.activity.declare();
  }
}

std::optional<double> Settling::activity_residual(sim::Layer layer) const {
  return at(layer).activity.residual();
}

std::optional<double> Settling::target_residual(sim::Layer layer) const {
  return at(layer).target.residual();
}

sim::Sample settling_sample(const Message& message) {
  if (const auto* order = std::get_if<sim::Order>(&message)) return order->sample;
  if (const auto* activity = std::get_if<neurons::Activity>(&message)) return activity->sample;
  if (const auto* target = std::get_if<neurons::Target>(&message)) return target->sample;
  return sim::kNoSample;
}

}  // namespace lab
