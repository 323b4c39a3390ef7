#include "tools/lab/setup/rule_of.h"

namespace lab {

neurons::RuleOptions rule_options(const protocols::Experiment& experiment) {
  neurons::RuleOptions out;
  const protocols::Rule& rule = experiment.rule();
  if (rule.has_bp()) out.kind = neurons::RuleKind::kBp;
  if (rule.has_tp()) out.kind = neurons::RuleKind::kTp;
  if (rule.has_itp()) {
    out.kind = neurons::RuleKind::kItp;
    out.gamma = rule.itp().gamma();
  }
  if (rule.has_gait()) {
    out.kind = neurons::RuleKind::kGait;
    out.gamma = rule.gait().gamma();
    out.top_only = rule.gait().top_only();
    if (rule.gait().has_adaptive_gamma()) out.adaptive = rule.gait().adaptive_gamma().c();
  }
  if (rule.has_fa()) out.kind = neurons::RuleKind::kFa;
  if (rule.has_sign_symmetry()) out.kind = neurons::RuleKind::kSignSymmetry;
  if (rule.has_top_layer_only()) out.kind = neurons::RuleKind::kTopLayerOnly;
  if (rule.has_dfa()) out.kind = neurons::RuleKind::kDfa;
  if (rule.has_dtp()) {
    out.kind = neurons::RuleKind::kDtp;
    out.step = rule.dtp().step();
  }
  if (rule.has_drl()) {
    out.kind = neurons::RuleKind::kDrl;
    out.step = rule.drl().step();
  }
  if (rule.has_weight_mirror()) out.kind = neurons::RuleKind::kWeightMirror;
  if (rule.has_kolen_pollack()) {
    out.kind = neurons::RuleKind::kKolenPollack;
    out.decay = rule.kolen_pollack().decay();
  }
  const protocols::Exact& exact = experiment.feedback().inverse().exact();
  if (exact.method() == protocols::Exact::REFINED) out.residual = exact.residual();
  if (experiment.feedback().inverse().has_damped()) {
    out.inverse = neurons::Inverse::kDamped;
    out.damping = experiment.feedback().inverse().damped().damping();
  }
  if (experiment.feedback().inverse().has_transpose()) out.inverse = neurons::Inverse::kTranspose;
  if (experiment.feedback().inverse().has_learned()) out.inverse = neurons::Inverse::kLearned;
  out.coding = experiment.feedback().payload() == protocols::ABSOLUTE
                   ? neurons::Coding::kAbsolute
                   : neurons::Coding::kDifference;
  return out;
}

}  // namespace lab
