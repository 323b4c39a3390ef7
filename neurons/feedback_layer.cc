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
Credit FeedbackLayer<Scalar>::complete(const Credit& part, const Matrix<Scalar>& activity) const {
  const Index rows = part.values->rows();
  if (rows == activity.rows() && part.coding == coding_) return part;
  const Matrix<Scalar>& values = part.values->as<Scalar>();
  Matrix<Scalar> all = activity;
  if (coding_ == Coding::kDifference) all.setZero();
  all.topRows(rows) = values;
  if (part.coding != coding_) all.topRows(rows) -= activity.topRows(rows);
  return {coding_, part.gain, share(std::move(all))};
}

template <class Scalar>
void FeedbackLayer<Scalar>::take(const Weights& weights) {
  way_down_->take(weights.weights);
  bias_ = weights.bias;
}

template <class Scalar>
Credit FeedbackLayer<Scalar>::below(const Credit& credit, const Matrix<Scalar>& activity,
                                    const Matrix<Scalar>& slope) const {
  Matrix<Scalar> drive = rule_->drive(credit.values->as<Scalar>(), activity, slope);
  if (coding_ == Coding::kAbsolute) drive.colwise() -= bias_->as<Scalar>().col(0);
  Credit out{coding_, credit.gain, share(way_down_->down(drive))};
  for (double& gain : out.gain) gain *= rule_->gain_step();
  return out;
}

template <class Scalar>
TensorPtr difference_of(const Credit& credit, const Matrix<Scalar>& activity) {
  if (credit.coding == Coding::kDifference) return credit.values;
  Matrix<Scalar> out = credit.values->as<Scalar>() - activity;
  if (credit.gain.size() == 1) {
    out *= static_cast<Scalar>(credit.gain[0]);
    return share(std::move(out));
  }
  for (Index c = 0; c < out.cols(); ++c) {
    out.col(c) *= static_cast<Scalar>(credit.gain[static_cast<std::size_t>(c)]);
  }
  return share(std::move(out));
}

template class FeedbackLayer<float>;
template class FeedbackLayer<double>;
template TensorPtr difference_of(const Credit&, const Matrix<float>&);
template TensorPtr difference_of(const Credit&, const Matrix<double>&);

}  // namespace neurons
