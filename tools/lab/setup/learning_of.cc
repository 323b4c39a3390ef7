#include "tools/lab/setup/learning_of.h"

#include "protocols/duration.h"

namespace lab {
namespace {

neurons::RateSchedule schedule_of(const protocols::RateSchedule& schedule) {
  return {schedule.warm_up_updates(), schedule.cosine_updates(), schedule.final_fraction()};
}

sim::Duration duration(const std::string& text) { return {protocols::parse_duration_ns(text)}; }

}  // namespace

neurons::ActivationOptions activation_of(const protocols::Network& network) {
  if (network.activation().has_linear()) return neurons::LinearOptions{};
  return neurons::LeakyReluOptions{network.activation().leaky_relu().slope()};
}

std::optional<neurons::RegularizerOptions> regularizer_of(const protocols::Experiment& e) {
  if (!e.has_regularizer()) return std::nullopt;
  const auto form = e.regularizer().form() == protocols::Regularizer::FULL
                        ? neurons::RegularizerForm::kFull
                        : neurons::RegularizerForm::kOffDiagonal;
  if (e.regularizer().lambda() == 0) return std::nullopt;
  return neurons::RegularizerOptions{form, e.regularizer().lambda(), e.regularizer().top_layer(),
                                     e.regularizer().every_steps()};
}

neurons::OptimizerOptions optimizer_of(const protocols::Optimizer& optimizer) {
  const neurons::RateSchedule schedule = schedule_of(optimizer.schedule());
  if (optimizer.has_sgd()) {
    const protocols::Sgd& sgd = optimizer.sgd();
    return neurons::SgdOptions{sgd.learning_rate(), sgd.momentum(), schedule};
  }
  const protocols::Adam& adam = optimizer.adam();
  return neurons::AdamOptions{adam.learning_rate(), adam.beta1(),           adam.beta2(),
                              adam.epsilon(),       adam.bias_correction(), schedule};
}

neurons::Precision precision_of(const protocols::Experiment& experiment) {
  return experiment.precision() == protocols::FLOAT64 ? neurons::Precision::kFloat64
                                                      : neurons::Precision::kFloat32;
}

neurons::Dynamics dynamics_of(const protocols::Dynamics& dynamics) {
  if (!dynamics.has_leaky()) {
    return neurons::InstantDynamics{duration(dynamics.instant().processing())};
  }
  const protocols::Leaky& leaky = dynamics.leaky();
  return neurons::LeakyDynamics{.tau = duration(leaky.tau()),
                                .step = duration(leaky.step()),
                                .theta = leaky.theta(),
                                .frequency_error_ppm = leaky.frequency_error_ppm(),
                                .jitter = duration(leaky.jitter())};
}

std::optional<neurons::ContinuousLearning> continuous_of(const protocols::Learning& learning) {
  if (!learning.has_continuous()) return std::nullopt;
  return neurons::ContinuousLearning{duration(learning.continuous().tau()),
                                     duration(learning.continuous().at_most())};
}

}  // namespace lab
