#include "neurons/feedback_layer.h"

namespace neurons {
namespace {

WayDownKind way_down_of(const RuleOptions& options) {
  return options.kind == RuleKind::kBp ? WayDownKind::kTranspose : WayDownKind::kExactInverse;
}

}  // namespace

template <class Scalar>
FeedbackLayer<Scalar>::FeedbackLayer(const FeedbackLayerOptions& options)
    : coding_(coding_of(options.rule)),
      rule_(make_rule<Scalar>(options.rule, options.activation, options.layer, options.layers)),
      way_down_(make_way_down<Scalar>(way_down_of(options.rule))) {}

template <class Scalar>
Credit<Scalar> FeedbackLayer<Scalar>::complete(const Credit<Scalar>& part,
                                               const Matrix<Scalar>& activity) const {
  const Index rows = part.values.rows();
  Credit<Scalar> credit{coding_, part.gain, {}};
  if (coding_ == Coding::kAbsolute) {
    credit.values = activity;
    credit.values.topRows(rows) = part.values;
    return credit;
  }
  credit.values.setZero(activity.rows(), activity.cols());
  credit.values.topRows(rows) = part.values;
  if (part.coding == Coding::kAbsolute) credit.values.topRows(rows) -= activity.topRows(rows);
  return credit;
}

template <class Scalar>
void FeedbackLayer<Scalar>::take(const Weights& weights) {
  way_down_->take(weights.weights);
  bias_ = weights.bias;
}

template <class Scalar>
Credit<Scalar> FeedbackLayer<Scalar>::below(const Credit<Scalar>& credit,
                                            const Matrix<Scalar>& activity,
                                            const Matrix<Scalar>& slope) const {
  Matrix<Scalar> drive = rule_->drive(credit, activity, slope);
  if (coding_ == Coding::kAbsolute) drive.colwise() -= bias_->as<Scalar>().col(0);
  Credit<Scalar> out{coding_, credit.gain, way_down_->down(drive)};
  for (double& gain : out.gain) gain *= rule_->gain_step();
  return out;
}

template <class Scalar>
Matrix<Scalar> difference_of(const Credit<Scalar>& credit, const Matrix<Scalar>& activity) {
  if (credit.coding == Coding::kDifference) return credit.values;
  Matrix<Scalar> out = credit.values - activity;
  if (credit.gain.size() == 1) return static_cast<Scalar>(credit.gain[0]) * out;
  for (Index c = 0; c < out.cols(); ++c) {
    out.col(c) *= static_cast<Scalar>(credit.gain[static_cast<std::size_t>(c)]);
  }
  return out;
}

template class FeedbackLayer<float>;
template class FeedbackLayer<double>;
template Matrix<float> difference_of(const Credit<float>&, const Matrix<float>&);
template Matrix<double> difference_of(const Credit<double>&, const Matrix<double>&);

}  // namespace neurons
