// The rule, its regularizer and the optimizer, each number in its bounds.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "protocols/validate_parts.h"

namespace protocols {
namespace {

void check_rule(const Rule& rule, Checks& checks) {
  checks.chosen("rule", rule);
  if (rule.has_itp()) checks.above_zero_to_one("rule.itp.gamma", rule.itp().gamma());
  if (rule.has_dtp()) checks.above_zero_to_one("rule.dtp.step", rule.dtp().step());
  if (rule.has_drl()) checks.above_zero_to_one("rule.drl.step", rule.drl().step());
  if (rule.has_kolen_pollack()) {
    checks.zero_to_below_one("rule.kolen_pollack.decay", rule.kolen_pollack().decay());
  }
  if (!rule.has_gait()) return;
  const Gait& gait = rule.gait();
  checks.above_zero_to_one("rule.gait.gamma", gait.gamma());
  if (gait.has_adaptive_gamma()) {
    checks.above_zero_to_one("rule.gait.adaptive_gamma.c", gait.adaptive_gamma().c());
  }
}

void check_sgd(const Sgd& sgd, Checks& checks) {
  checks.above_zero("optimizer.sgd.learning_rate", sgd.learning_rate());
  checks.zero_to_below_one("optimizer.sgd.momentum", sgd.momentum());
}

void check_adam(const Adam& adam, Checks& checks) {
  checks.above_zero("optimizer.adam.learning_rate", adam.learning_rate());
  checks.zero_to_below_one("optimizer.adam.beta1", adam.beta1());
  checks.zero_to_below_one("optimizer.adam.beta2", adam.beta2());
  checks.above_zero("optimizer.adam.epsilon", adam.epsilon());
}

void check_optimizer(const Optimizer& optimizer, Checks& checks) {
  checks.chosen("optimizer", optimizer);
  if (optimizer.has_sgd()) check_sgd(optimizer.sgd(), checks);
  if (optimizer.has_adam()) check_adam(optimizer.adam(), checks);
  if (optimizer.has_schedule()) {
    checks.zero_to_one("optimizer.schedule.final_fraction", optimizer.schedule().final_fraction());
  }
}

// FLOAT32 turns a number too small for it into 0, and one too large into infinity.
void check_single(std::string_view path, double value, Checks& checks) {
  using Limits = std::numeric_limits<float>;
  const double size = std::abs(value);
  const bool fits = !(size > 0) || (size >= Limits::min() && size <= Limits::max());
  checks.require(fits, path, fmt::format("{} is beyond what FLOAT32 can hold", value),
                 "precision: FLOAT64 reaches further");
}

void check_single(const Experiment& e, Checks& checks) {
  const Optimizer& optimizer = e.optimizer();
  const LeakyRelu& leaky = e.network().activation().leaky_relu();
  check_single("network.activation.leaky_relu.slope", leaky.slope(), checks);
  if (e.rule().has_itp()) check_single("rule.itp.gamma", e.rule().itp().gamma(), checks);
  if (e.rule().has_gait()) {
    const Gait& gait = e.rule().gait();
    check_single("rule.gait.gamma", gait.gamma(), checks);
    check_single("rule.gait.adaptive_gamma.c", gait.adaptive_gamma().c(), checks);
  }
  check_single("regularizer.lambda", e.regularizer().lambda(), checks);
  if (optimizer.has_sgd()) {
    check_single("optimizer.sgd.learning_rate", optimizer.sgd().learning_rate(), checks);
  }
  if (optimizer.has_adam()) {
    check_single("optimizer.adam.learning_rate", optimizer.adam().learning_rate(), checks);
    check_single("optimizer.adam.epsilon", optimizer.adam().epsilon(), checks);
  }
}

}  // namespace

void check_learning(const Experiment& experiment, Checks& checks) {
  if (experiment.has_rule()) check_rule(experiment.rule(), checks);
  if (experiment.has_optimizer()) check_optimizer(experiment.optimizer(), checks);
  if (experiment.has_regularizer()) {
    checks.zero_or_more("regularizer.lambda", experiment.regularizer().lambda());
  }
  if (experiment.precision() == FLOAT32) check_single(experiment, checks);
}

}  // namespace protocols
