#include "neurons/layer.h"

#include <cmath>

namespace neurons {

template <class Scalar>
Layer<Scalar>::Layer(const LayerOptions& options, Weights initial)
    : options_(options),
      activation_(make_activation<Scalar>(options.activation)),
      weight_optimizer_(make_optimizer<Scalar>(options.optimizer)),
      bias_optimizer_(make_optimizer<Scalar>(options.optimizer)),
      weights_(std::move(initial)) {}

template <class Scalar>
Matrix<Scalar> Layer<Scalar>::drive(const Matrix<Scalar>& input) const {
  const Matrix<Scalar>& weights = weights_.weights->template as<Scalar>();
  const Matrix<Scalar>& bias = weights_.bias->template as<Scalar>();
  Matrix<Scalar> out;
  out.noalias() = weights * input.topRows(weights.cols());
  out.colwise() += bias.col(0);
  return out;
}

template <class Scalar>
typename Layer<Scalar>::Inference Layer<Scalar>::respond(Matrix<Scalar> drive) const {
  Inference out{std::move(drive), {}};
  activation_->apply(out.activity);
  out.slope = activation_->slope(out.activity);
  return out;
}

template <class Scalar>
double Layer<Scalar>::learn(const Matrix<Scalar>& pre, const Matrix<Scalar>& post,
                            const Matrix<Scalar>& slope, const Matrix<Scalar>& difference,
                            double part) {
  const Matrix<Scalar>& weights = weights_.weights->template as<Scalar>();
  const Matrix<Scalar> factors = post_factors(DeltaRule{}, post, slope, difference);
  gradient_.noalias() = factors * pre.topRows(weights.cols()).transpose();
  if (options_.regularizer) add_regularizer(*options_.regularizer, weights, gradient_);
  Matrix<Scalar> bias_gradient = factors.rowwise().sum();
  if (part != 1) {
    gradient_ *= static_cast<Scalar>(part);
    bias_gradient *= static_cast<Scalar>(part);
  }

  Matrix<Scalar> new_weights, new_bias;
  const double change = weight_optimizer_->step(gradient_, weights, new_weights);
  const double bias_change =
      bias_optimizer_->step(bias_gradient, weights_.bias->template as<Scalar>(), new_bias);
  if (!std::isfinite(change + bias_change)) return change + bias_change;
  weights_ = {share(std::move(new_weights)), share(std::move(new_bias)), weights_.version + 1};
  return std::sqrt(change);
}

template class Layer<float>;
template class Layer<double>;

}  // namespace neurons
