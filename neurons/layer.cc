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
  if (!options_.learns) {
    ++weights_.version;
    return 0;
  }
  const Matrix<Scalar>& weights = weights_.weights->template as<Scalar>();
  const Matrix<Scalar> by_unit = factors(post, slope, difference);
  gradient_.noalias() = by_unit * pre.topRows(weights.cols()).transpose();
  if (options_.regularizer) add_regularizer(*options_.regularizer, weights, gradient_);
  Matrix<Scalar> bias_gradient = by_unit.rowwise().sum();
  if (part != 1) {
    gradient_ *= static_cast<Scalar>(part);
    bias_gradient *= static_cast<Scalar>(part);
  }

  Matrix<Scalar> new_weights, new_bias;
  double change = weight_optimizer_->step(gradient_, weights, new_weights);
  if (options_.decay > 0) {
    new_weights -= static_cast<Scalar>(options_.decay) * weights;
    change = static_cast<double>((new_weights - weights).squaredNorm());
  }
  const double bias_change =
      bias_optimizer_->step(bias_gradient, weights_.bias->template as<Scalar>(), new_bias);
  if (options_.retraction && (weights_.version + 1) % options_.retraction->every_updates == 0) {
    new_weights = retracted(options_.retraction->method, new_weights);
    change = static_cast<double>((new_weights - weights).squaredNorm());
  }
  if (!std::isfinite(bias_change)) return bias_change;
  return replace(change, std::move(new_weights), share(std::move(new_bias)));
}

template <class Scalar>
double Layer<Scalar>::replace(double squared_change, Matrix<Scalar> weights, TensorPtr bias) {
  if (!std::isfinite(squared_change)) return squared_change;
  weights_ = {share(std::move(weights)), std::move(bias), weights_.version + 1};
  return std::sqrt(squared_change);
}

template <class Scalar>
Matrix<Scalar> Layer<Scalar>::linear_drive(const Matrix<Scalar>& noise) const {
  return weights_.weights->template as<Scalar>() * noise;
}

template <class Scalar>
double Layer<Scalar>::add(const Matrix<Scalar>& change) {
  return replace(static_cast<double>(change.squaredNorm()),
                 weights_.weights->template as<Scalar>() + change, weights_.bias);
}

template class Layer<float>;
template class Layer<double>;

}  // namespace neurons
