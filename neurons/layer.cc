#include "neurons/layer.h"

#include <cmath>

namespace neurons {

template <class Scalar>
Layer<Scalar>::Layer(const LayerOptions& options, Weights initial)
    : options_(options),
      activation_(make_activation<Scalar>(options.activation)),
      block_(make_block<Scalar>(options.block)),
      weight_optimizer_(make_optimizer<Scalar>(options.optimizer)),
      bias_optimizer_(make_optimizer<Scalar>(options.optimizer)),
      weights_(std::move(initial)) {}

namespace {

template <class Scalar, class Columns>
Matrix<Scalar> drive_of(const Weights& synapses, const Columns& seen) {
  Matrix<Scalar> out;
  out.noalias() = synapses.weights->template as<Scalar>() * seen;
  out.colwise() += synapses.bias->template as<Scalar>().col(0);
  return out;
}

}  // namespace

template <class Scalar>
Matrix<Scalar> Layer<Scalar>::drive(const Matrix<Scalar>& input) const {
  if (options_.patches) {
    return options_.patches->join(drive_of<Scalar>(weights_, options_.patches->gather(input)));
  }
  return drive_of<Scalar>(weights_, input.topRows(weights_.weights->cols()));
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
  const Matrix<Scalar> by_unit = by_column(factors(post, slope, difference));
  if (options_.patches) {
    gradient_.noalias() = by_unit * seen(pre).transpose();
  } else {
    gradient_.noalias() = by_unit * pre.topRows(weights.cols()).transpose();
  }
  if (options_.regularizer) add_regularizer(*options_.regularizer, weights, gradient_);
  Matrix<Scalar> bias_gradient = by_unit.rowwise().sum();
  bias_gradient.bottomRows(relayed_units(options_.block)).setZero();
  if (part != 1) {
    gradient_ *= static_cast<Scalar>(part);
    bias_gradient *= static_cast<Scalar>(part);
  }

  Matrix<Scalar> new_weights, new_bias;
  const double change = move(gradient_, new_weights);
  const double bias_change =
      bias_optimizer_->step(bias_gradient, weights_.bias->template as<Scalar>(), new_bias);
  if (!std::isfinite(bias_change)) return bias_change;
  return replace(change, std::move(new_weights), share(std::move(new_bias)));
}

// Moves what is learned along the gradient of the weights. Returns the change of these, squared.
template <class Scalar>
double Layer<Scalar>::move(const Matrix<Scalar>& gradient, Matrix<Scalar>& weights) {
  const Matrix<Scalar>& before = weights_.weights->template as<Scalar>();
  Matrix<Scalar> was;
  if (block_) was = block_->learned(before);
  const Matrix<Scalar>& learned = block_ ? was : before;
  double change = block_ ? weight_optimizer_->step(block_->gradient(gradient), learned, weights)
                         : weight_optimizer_->step(gradient, learned, weights);
  const bool retracts =
      options_.retraction && (weights_.version + 1) % options_.retraction->every_updates == 0;
  if (options_.decay > 0) weights -= static_cast<Scalar>(options_.decay) * learned;
  if (retracts) weights = retracted(options_.retraction->method, weights);
  if (block_) weights = block_->weights(weights);
  if (block_ || retracts || options_.decay > 0) {
    change = static_cast<double>((weights - before).squaredNorm());
  }
  return change;
}

template <class Scalar>
Matrix<Scalar> Layer<Scalar>::seen(const Matrix<Scalar>& below) const {
  if (options_.patches) return options_.patches->gather(below);
  return below.topRows(weights_.weights->cols());
}

template <class Scalar>
Matrix<Scalar> Layer<Scalar>::by_column(Matrix<Scalar> factors) const {
  if (options_.patches) return options_.patches->split(factors);
  return factors;
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
