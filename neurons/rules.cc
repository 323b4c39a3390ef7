#include "neurons/rules.h"

#include <algorithm>
#include <cmath>

namespace neurons {
namespace {

template <class Scalar>
Matrix<Scalar> times(const Matrix<Scalar>& a, const Matrix<Scalar>& b) {
  return a.cwiseProduct(b);
}

// BP, GAIT as differences, and what goes down through other feedback weights: D d. They differ in
// the way down.
template <class Scalar>
class SlopeTimesDifference final : public Rule<Scalar> {
 public:
  using typename Rule<Scalar>::Asked;
  Asked ask(const Matrix<Scalar>& values, const Matrix<Scalar>&,
            const Matrix<Scalar>& slope) const override {
    return {times(slope, values)};
  }
};

// ITP as a difference: D^-1 d.
template <class Scalar>
class DifferenceOverSlope final : public Rule<Scalar> {
 public:
  using typename Rule<Scalar>::Asked;
  Asked ask(const Matrix<Scalar>& values, const Matrix<Scalar>&,
            const Matrix<Scalar>& slope) const override {
    return {values.cwiseQuotient(slope)};
  }
};

// TP and DTP as a difference: (f^-1(y + s d) - f^-1(y)) / s.
template <class Scalar>
class DifferenceOfInverses final : public Rule<Scalar> {
 public:
  using typename Rule<Scalar>::Asked;
  DifferenceOfInverses(const ActivationOptions& f, double step)
      : activation_(make_activation<Scalar>(f)), step_(static_cast<Scalar>(step)) {}
  Asked ask(const Matrix<Scalar>& values, const Matrix<Scalar>& y,
            const Matrix<Scalar>&) const override {
    Asked out{activation_->inverse(y + step_ * values) - activation_->inverse(y)};
    out.drive /= step_;
    return out;
  }

 private:
  std::unique_ptr<Activation<Scalar>> activation_;
  Scalar step_;
};

// DRL: (f(y + s d) - f(y)) / s. A leaky ReLU has the same slope at y as at z.
template <class Scalar>
class DifferenceOfResponses final : public Rule<Scalar> {
 public:
  using typename Rule<Scalar>::Asked;
  DifferenceOfResponses(const ActivationOptions& f, double step)
      : activation_(make_activation<Scalar>(f)), step_(static_cast<Scalar>(step)) {}
  Asked ask(const Matrix<Scalar>& values, const Matrix<Scalar>& y,
            const Matrix<Scalar>&) const override {
    Matrix<Scalar> there = y + step_ * values, here = y;
    activation_->apply(there);
    activation_->apply(here);
    return {(there - here) / step_};
  }

 private:
  std::unique_ptr<Activation<Scalar>> activation_;
  Scalar step_;
};

// Absolute targets: f^-1(y + gamma D^2k (t - y)), with k = 1 for GAIT, 0 for ITP.
template <class Scalar>
class IncrementalTarget final : public Rule<Scalar> {
 public:
  struct Options {
    double gamma = 1;
    bool slope_squared = false;
    double adaptive = 0;
  };
  using typename Rule<Scalar>::Asked;

  IncrementalTarget(const ActivationOptions& f, const Options& options)
      : activation_(make_activation<Scalar>(f)), options_(options) {}

  Asked ask(const Matrix<Scalar>& values, const Matrix<Scalar>& y,
            const Matrix<Scalar>& slope) const override {
    Matrix<Scalar> step = values - y;
    const std::vector<double> gammas = gammas_for(step);
    for (Index c = 0; c < step.cols(); ++c) {
      step.col(c) *= static_cast<Scalar>(gammas[gammas.size() == 1 ? 0 : to_size(c)]);
    }
    if (options_.slope_squared) step.array() *= slope.array().square();
    Asked out{activation_->inverse(y + step), gammas};
    for (double& gain : out.gain_step) gain = 1 / gain;
    return out;
  }

 private:
  static std::size_t to_size(Index index) { return static_cast<std::size_t>(index); }

  // Dalm et al. 2023: min(1, c sqrt(n) / ||t - y||) for every column, so that steps are as long in
  // every layer.
  std::vector<double> gammas_for(const Matrix<Scalar>& miss) const {
    if (options_.adaptive == 0) return {options_.gamma};
    std::vector<double> out;
    const double length = options_.adaptive * std::sqrt(static_cast<double>(miss.rows()));
    for (Index c = 0; c < miss.cols(); ++c) {
      out.push_back(std::min(1.0, length / static_cast<double>(miss.col(c).norm())));
    }
    return out;
  }

  std::unique_ptr<Activation<Scalar>> activation_;
  Options options_;
};

// TP as targets, and ITP with gamma 1: f^-1(t). Not as y + (t - y), which would lose t beside a
// large y.
template <class Scalar>
class WholeTarget final : public Rule<Scalar> {
 public:
  using typename Rule<Scalar>::Asked;
  explicit WholeTarget(const ActivationOptions& f) : activation_(make_activation<Scalar>(f)) {}

  Asked ask(const Matrix<Scalar>& values, const Matrix<Scalar>&,
            const Matrix<Scalar>&) const override {
    return {activation_->inverse(values)};
  }

 private:
  std::unique_ptr<Activation<Scalar>> activation_;
};

template <class Scalar>
std::unique_ptr<Rule<Scalar>> difference_rule(const RuleOptions& options,
                                              const ActivationOptions& f) {
  switch (options.kind) {
    case RuleKind::kBp:
    case RuleKind::kGait:
    case RuleKind::kFa:
    case RuleKind::kSignSymmetry:
    case RuleKind::kTopLayerOnly:
    case RuleKind::kDfa:
    case RuleKind::kWeightMirror:
    case RuleKind::kKolenPollack:
      return std::make_unique<SlopeTimesDifference<Scalar>>();
    case RuleKind::kItp:
      return std::make_unique<DifferenceOverSlope<Scalar>>();
    case RuleKind::kTp:
      return std::make_unique<DifferenceOfInverses<Scalar>>(f, 1);
    case RuleKind::kDtp:
      return std::make_unique<DifferenceOfInverses<Scalar>>(f, options.step);
    case RuleKind::kDrl:
      return std::make_unique<DifferenceOfResponses<Scalar>>(f, options.step);
  }
  return nullptr;
}

}  // namespace

Coding coding_of(const RuleOptions& options) {
  const bool has_targets = options.kind == RuleKind::kTp || options.kind == RuleKind::kItp ||
                           options.kind == RuleKind::kGait;
  return has_targets ? options.coding : Coding::kDifference;
}

WayDownKind way_down_of(const RuleOptions& options) {
  switch (options.kind) {
    case RuleKind::kBp:
      return WayDownKind::kTranspose;
    case RuleKind::kFa:
    case RuleKind::kDfa:
      return WayDownKind::kFixed;
    case RuleKind::kSignSymmetry:
      return WayDownKind::kSigns;
    case RuleKind::kTopLayerOnly:
      return WayDownKind::kNone;
    case RuleKind::kDtp:
    case RuleKind::kDrl:
    case RuleKind::kWeightMirror:
    case RuleKind::kKolenPollack:
      return WayDownKind::kLearned;
    case RuleKind::kTp:
    case RuleKind::kItp:
    case RuleKind::kGait:
      break;
  }
  switch (options.inverse) {
    case Inverse::kDamped:
      return WayDownKind::kDampedInverse;
    case Inverse::kTranspose:
      return WayDownKind::kTranspose;
    case Inverse::kLearned:
      return WayDownKind::kLearned;
    case Inverse::kExact:
      break;
  }
  return WayDownKind::kExactInverse;
}

bool is_direct(const RuleOptions& options) { return options.kind == RuleKind::kDfa; }

template <class Scalar>
std::unique_ptr<Rule<Scalar>> make_rule(const RuleOptions& options, const ActivationOptions& f,
                                        LayerNumber layer, LayerNumber layers) {
  if (coding_of(options) == Coding::kDifference) return difference_rule<Scalar>(options, f);
  const double gamma = options.top_only && layer < layers ? 1.0 : options.gamma;
  const bool whole = options.kind == RuleKind::kItp && gamma == 1;
  if (whole || options.kind == RuleKind::kTp) return std::make_unique<WholeTarget<Scalar>>(f);
  return std::make_unique<IncrementalTarget<Scalar>>(
      f,
      typename IncrementalTarget<Scalar>::Options{.gamma = gamma,
                                                  .slope_squared = options.kind == RuleKind::kGait,
                                                  .adaptive = options.adaptive});
}

template std::unique_ptr<Rule<float>> make_rule(const RuleOptions&, const ActivationOptions&,
                                                LayerNumber, LayerNumber);
template std::unique_ptr<Rule<double>> make_rule(const RuleOptions&, const ActivationOptions&,
                                                 LayerNumber, LayerNumber);

}  // namespace neurons
