#include "neurons/feedback_layer.h"

#include "neurons/product.h"

namespace neurons {

namespace {

// Of gains for all columns or for each.
std::vector<double> multiplied(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double>& more = a.size() >= b.size() ? a : b;
  std::vector<double> out;
  for (std::size_t i = 0; i < more.size(); ++i) {
    out.push_back(a[a.size() == 1 ? 0 : i] * b[b.size() == 1 ? 0 : i]);
  }
  return out;
}

}  // namespace

template <class Scalar>
FeedbackLayer<Scalar>::FeedbackLayer(const FeedbackLayerOptions& options)
    : coding_(coding_of(options.rule)),
      rule_(make_rule<Scalar>(options.rule, options.activation, options.layer, options.layers)),
      fixed_(options.own_weights.size() == 1 ? options.own_weights[0] : nullptr),
      patches_(options.patches),
      mirrors_(options.mirrors),
      open_(!needs_weights(way_down_of(options.rule))) {
  if (options.layer == options.layers) loss_ = options.loss;
  WayDownOptions way{.kind = way_down_of(options.rule),
                     .inputs = options.inputs,
                     .residual = options.rule.residual,
                     .damping = options.rule.damping};
  for (const TensorPtr& own : options.own_weights) {
    way.own = own;
    ways_down_.push_back(way_down(way, options.learned));
  }
  if (ways_down_.empty()) ways_down_.push_back(make_way_down<Scalar>(way));
}

template <class Scalar>
std::unique_ptr<WayDown<Scalar>> FeedbackLayer<Scalar>::way_down(
    const WayDownOptions& way, const LearnedFeedbackOptions& options) {
  if (way.kind != WayDownKind::kLearned) return make_way_down<Scalar>(way);
  auto learned = std::make_unique<LearnedFeedback<Scalar>>(options, way.own);
  learned_ = learned.get();
  return learned;
}

// Cross entropy has no target that it does not need the activity for.
template <class Scalar>
Credit FeedbackLayer<Scalar>::of_label(const Credit& label, const Matrix<Scalar>& activity) const {
  const Matrix<Scalar>& one_hot = label.values->as<Scalar>();
  const Matrix<Scalar> top = activity.topRows(one_hot.rows());
  Matrix<Scalar> values = miss<Scalar>(*loss_, one_hot, top);
  if (coding_ == Coding::kAbsolute) values += top;
  return {coding_, label.gain, share(std::move(values))};
}

template <class Scalar>
Credit FeedbackLayer<Scalar>::complete(const Credit& given, const Matrix<Scalar>& activity) const {
  const bool is_label = loss_ == Loss::kCrossEntropy && given.coding == Coding::kAbsolute;
  const Credit part = is_label ? of_label(given, activity) : given;
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
  for (auto& way : ways_down_) way->take(weights.weights);
  taken_ = weights;
  open_ = true;
}

// What ways down make of transported weights, such as factors, they make again.
template <class Scalar>
void FeedbackLayer<Scalar>::archive(sim::Archive& a) {
  a(fixed_, taken_);
  if (a.reads() && taken_.weights != nullptr) take(Weights(taken_));
  for (auto& way : ways_down_) a(*way);
}

template <class Scalar>
TensorPtr FeedbackLayer<Scalar>::own_weights() const {
  return learned_ == nullptr ? fixed_ : share(Matrix<Scalar>(learned_->weights()));
}

template <class Scalar>
std::optional<Matrix<Scalar>> FeedbackLayer<Scalar>::reconstruct(const Matrix<Scalar>& x,
                                                                 const Matrix<Scalar>& z,
                                                                 const Matrix<Scalar>& own_noise) {
  if (learned_ != nullptr && learned_->rests()) return learned_->rest(x, z, own_noise);
  if (!mirrors_ || taken_.weights == nullptr) return std::nullopt;
  return x - product(transposed(taken_.weights->template as<Scalar>()), operand(z));
}

template <class Scalar>
void FeedbackLayer<Scalar>::imitate(const Matrix<Scalar>& pre, const Matrix<Scalar>& post_factors) {
  if (learned_ != nullptr) learned_->imitate(pre, post_factors);
}

template <class Scalar>
Credit FeedbackLayer<Scalar>::below(const Credit& credit, const Matrix<Scalar>& activity,
                                    const Matrix<Scalar>& slope, std::size_t way) {
  auto asked = rule_->ask(credit.values->as<Scalar>(), activity, slope);
  if (coding_ == Coding::kAbsolute)
    asked.drive.colwise() -= taken_.bias->template as<Scalar>().col(0);
  WayDown<Scalar>& down = *ways_down_.at(way);
  return {coding_, multiplied(credit.gain, asked.gain_step),
          share(patches_ ? patches_->scatter(down.down(patches_->split(asked.drive)))
                         : down.down(asked.drive))};
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
