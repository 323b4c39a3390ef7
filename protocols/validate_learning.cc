// The rule, its regularizer and the optimizer, each number in its bounds.
#include "protocols/validate_parts.h"

namespace protocols {
namespace {

void check_rule(const Rule& rule, Checks& checks) {
  checks.chosen("rule", rule);
  if (rule.has_itp()) checks.above_zero_to_one("rule.itp.gamma", rule.itp().gamma());
  if (rule.has_gait()) checks.above_zero_to_one("rule.gait.gamma", rule.gait().gamma());
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

}  // namespace

void check_learning(const Experiment& experiment, Checks& checks) {
  if (experiment.has_rule()) check_rule(experiment.rule(), checks);
  if (experiment.has_optimizer()) check_optimizer(experiment.optimizer(), checks);
  if (experiment.has_regularizer()) {
    checks.zero_or_more("regularizer.lambda", experiment.regularizer().lambda());
  }
}

}  // namespace protocols
