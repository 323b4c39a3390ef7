#include "neurons/learned_feedback.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "neurons/column_steps.h"
#include "neurons/product.h"
#include "neurons/rest_rate.h"

namespace neurons {

template <class Scalar>
LearnedFeedback<Scalar>::LearnedFeedback(const LearnedFeedbackOptions& options,
                                         const TensorPtr& initial)
    : options_(options),
      optimizer_(make_optimizer<Scalar>(options.optimizer)),
      weights_(initial->as<Scalar>()) {}

template <class Scalar>
void LearnedFeedback<Scalar>::archive(sim::Archive& a) {
  a(weights_, rounds_);
  if (optimizer_) a(*optimizer_);
}

template <class Scalar>
Matrix<Scalar> LearnedFeedback<Scalar>::down(const Matrix<Scalar>& drive) {
  return product(transposed(weights_), operand(drive));
}

namespace {

double share_of(FeedbackLearning by) {
  const bool noisy =
      by == FeedbackLearning::kMirror || by == FeedbackLearning::kDifferenceReconstruction;
  return noisy ? kNoiseShare : kErrorShare;
}

}  // namespace

template <class Scalar>
Matrix<Scalar> LearnedFeedback<Scalar>::rest(const Matrix<Scalar>& x, const Matrix<Scalar>& z,
                                             const Matrix<Scalar>& own_noise) {
  const Matrix<Scalar> error = x - down(z);
  require_sane(error, x);
  switch (options_.by) {
    case FeedbackLearning::kSharedProduct:
      change(mean_product(z, error), options_.decay.at(rounds_), x.cols());
      break;
    case FeedbackLearning::kDelta:
      change(of_unit_drive(z, mean_product(z, error)), 0, x.cols());
      break;
    case FeedbackLearning::kDifferenceReconstruction:
      change(mean_product(z, x) - mean_product<Scalar>(own_noise, down(own_noise)), 0, x.cols());
      break;
    case FeedbackLearning::kMirror:
      change(mean_product(z, x), options_.decay.early, x.cols());
      break;
    case FeedbackLearning::kKolenPollack:
      break;
  }
  ++rounds_;
  return error;
}

// As if every unit's drive had a mean square of 1, if nobody chose a rate: forward weights grow
// while they learn, and the largest rate that the delta rule bears shrinks with their square.
template <class Scalar>
Matrix<Scalar> LearnedFeedback<Scalar>::of_unit_drive(const Matrix<Scalar>& z,
                                                      Matrix<Scalar> product) const {
  if (options_.rate > 0) return product;
  const Scalar least = std::numeric_limits<Scalar>::epsilon();
  for (Index i = 0; i < z.rows(); ++i) {
    product.row(i) /= std::max(least, z.row(i).squaredNorm() / static_cast<Scalar>(z.cols()));
  }
  return product;
}

template <class Scalar>
void LearnedFeedback<Scalar>::change(const Matrix<Scalar>& product, double decay, Index columns) {
  const auto rate = static_cast<Scalar>(
      rest_rate(options_.rate, share_of(options_.by), weights_.cols(), columns));
  weights_ += rate * (product - static_cast<Scalar>(decay) * weights_);
}

// Long before numbers are no longer finite, a reconstruction is worse than none at all.
template <class Scalar>
void LearnedFeedback<Scalar>::require_sane(const Matrix<Scalar>& error,
                                           const Matrix<Scalar>& x) const {
  constexpr Scalar kWorst = 1000;
  if (error.norm() < kWorst * x.norm()) return;
  throw std::domain_error(
      "the learned feedback diverges: its reconstruction of the noise is a thousand times too "
      "large; a smaller feedback.inverse.learned.learning_rate or more clock.rest.noise_columns "
      "may help");
}

template <class Scalar>
void LearnedFeedback<Scalar>::imitate(const Matrix<Scalar>& pre,
                                      const Matrix<Scalar>& post_factors) {
  const auto inputs = transposed(pre.topRows(weights_.cols()));
  const auto gradient = [&](Index begin, Index count) {
    return product(operand(post_factors), columns_of(inputs, begin, count));
  };
  Matrix<Scalar> after;
  step_by_columns(*optimizer_, weights_, gradient, after);
  after -= static_cast<Scalar>(options_.decay.early) * weights_;
  if (!after.allFinite()) throw std::domain_error("the learned feedback is not finite");
  weights_.swap(after);
}

double inverse_defect(const Tensor& feedback, const Tensor& weights) {
  const auto defect = [](auto product) {
    product.diagonal().array() -= 1;
    return static_cast<double>(product.norm()) / std::sqrt(static_cast<double>(product.rows()));
  };
  const Matrix<double> b = feedback.to_double(), w = weights.to_double();
  if (w.rows() < w.cols()) return defect(Matrix<double>(w * b.transpose()));
  return defect(Matrix<double>(b.transpose() * w));
}

template class LearnedFeedback<float>;
template class LearnedFeedback<double>;

}  // namespace neurons
