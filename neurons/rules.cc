#include "neurons/rules.h"

#include <array>

namespace neurons {
namespace {

template <class Scalar>
Matrix<Scalar> times(const Matrix<Scalar>& a, const Matrix<Scalar>& b) {
  return a.cwiseProduct(b);
}

// BP and GAIT as differences: D d. They differ in the way down, W^T or W^-1.
template <class Scalar>
class SlopeTimesDifference final : public Rule<Scalar> {
 public:
  Matrix<Scalar> drive(const Matrix<Scalar>& values, const Matrix<Scalar>&,
                       const Matrix<Scalar>& slope) const override {
    return times(slope, values);
  }
  double gain_step() const override { return 1; }
};

// ITP as a difference: D^-1 d.
template <class Scalar>
class DifferenceOverSlope final : public Rule<Scalar> {
 public:
  Matrix<Scalar> drive(const Matrix<Scalar>& values, const Matrix<Scalar>&,
                       const Matrix<Scalar>& slope) const override {
    return values.cwiseQuotient(slope);
  }
  double gain_step() const override { return 1; }
};

// TP as a difference: f^-1(y + d) - f^-1(y).
template <class Scalar>
class DifferenceOfInverses final : public Rule<Scalar> {
 public:
  explicit DifferenceOfInverses(const ActivationOptions& f)
      : activation_(make_activation<Scalar>(f)) {}
  Matrix<Scalar> drive(const Matrix<Scalar>& values, const Matrix<Scalar>& y,
                       const Matrix<Scalar>&) const override {
    return activation_->inverse(y + values) - activation_->inverse(y);
  }
  double gain_step() const override { return 1; }

 private:
  std::unique_ptr<Activation<Scalar>> activation_;
};

// Absolute targets: f^-1(y + gamma D^2k (t - y)), with k = 1 for GAIT, 0 for ITP, and
// gamma = 1, k = 0 for TP, whose increment goes all the way to the target.
template <class Scalar>
class AbsoluteTarget final : public Rule<Scalar> {
 public:
  struct Options {
    double gamma = 1;
    bool slope_squared = false;
    double gain_step = 1;
  };
  AbsoluteTarget(const ActivationOptions& f, const Options& options)
      : activation_(make_activation<Scalar>(f)), options_(options) {}

  Matrix<Scalar> drive(const Matrix<Scalar>& values, const Matrix<Scalar>& y,
                       const Matrix<Scalar>& slope) const override {
    if (options_.gamma == 1 && !options_.slope_squared) {
      return activation_->inverse(values);  // the target itself, without rounding
    }
    Matrix<Scalar> step = static_cast<Scalar>(options_.gamma) * (values - y);
    if (options_.slope_squared) step.array() *= slope.array().square();
    return activation_->inverse(y + step);
  }
  double gain_step() const override { return options_.gain_step; }

 private:
  std::unique_ptr<Activation<Scalar>> activation_;
  Options options_;
};

template <class Scalar>
std::unique_ptr<Rule<Scalar>> difference_rule(RuleKind kind, const ActivationOptions& f) {
  switch (kind) {
    case RuleKind::kBp:
    case RuleKind::kGait:
      return std::make_unique<SlopeTimesDifference<Scalar>>();
    case RuleKind::kItp:
      return std::make_unique<DifferenceOverSlope<Scalar>>();
    case RuleKind::kTp:
      return std::make_unique<DifferenceOfInverses<Scalar>>(f);
  }
  return nullptr;
}

constexpr std::array<RuleInfo, 4> kRules = {{
    {"bp",
     "Backpropagation by error messages of its own: the reference. It needs the transpose of the "
     "weights in the feedback population, so it is not local.",
     "d_{l-1} = W_l^T D_l d_l", "Rumelhart, Hinton, Williams 1986", "none", false},
    {"tp",
     "Target propagation: every layer is asked for the activity that would have given the target "
     "of the layer above.",
     "t_{l-1} = g_l(t_l)", "Bengio 2014; Lee et al. 2015", "none", true},
    {"itp",
     "Incremental target propagation: a small step gamma from the activity towards the target, "
     "then the inverse; the synapses' gain grows as 1/gamma per layer.",
     "t_{l-1} = g_l(y_l + gamma (t_l - y_l))", "Ahmad et al. 2020", "gamma (0, 1], default 1e-3",
     true},
    {"gait",
     "Gradient-adjusted incremental target propagation: as itp with the step scaled by the squared "
     "slope. With orthogonal weights its updates are those of backpropagation.",
     "t_{l-1} = g_l(y_l + gamma D_l^2 (t_l - y_l))", "Ahmad et al. 2020",
     "gamma (0, 1], default 1e-3; top_only (gamma at the output only, 1 below), default false",
     true},
}};

}  // namespace

Coding coding_of(const RuleOptions& options) {
  return options.kind == RuleKind::kBp ? Coding::kDifference : options.coding;
}

template <class Scalar>
std::unique_ptr<Rule<Scalar>> make_rule(const RuleOptions& options, const ActivationOptions& f,
                                        LayerNumber layer, LayerNumber layers) {
  if (coding_of(options) == Coding::kDifference) return difference_rule<Scalar>(options.kind, f);
  typename AbsoluteTarget<Scalar>::Options absolute;
  if (options.kind != RuleKind::kTp) {
    absolute.gamma = options.top_only && layer < layers ? 1.0 : options.gamma;
    absolute.slope_squared = options.kind == RuleKind::kGait;
    absolute.gain_step = 1 / absolute.gamma;
  }
  return std::make_unique<AbsoluteTarget<Scalar>>(f, absolute);
}

std::span<const RuleInfo> shipped_rules() { return kRules; }
const RuleInfo& info_of(RuleKind kind) { return kRules[static_cast<std::size_t>(kind)]; }

template std::unique_ptr<Rule<float>> make_rule(const RuleOptions&, const ActivationOptions&,
                                                LayerNumber, LayerNumber);
template std::unique_ptr<Rule<double>> make_rule(const RuleOptions&, const ActivationOptions&,
                                                 LayerNumber, LayerNumber);

}  // namespace neurons
