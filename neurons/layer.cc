#include "neurons/layer.h"

#include <cmath>

#include "neurons/column_steps.h"
#include "neurons/product.h"

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
  Matrix<Scalar> out = product(operand(synapses.weights->template as<Scalar>()), operand(seen));
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

// Of the weights, a few columns at a time: they stay in the cache until the optimizer has used
// them.
template <class Scalar>
class Layer<Scalar>::Gradient {
 public:
  // pre (inputs, columns), post (units, columns): the factors, which must outlive it.
  Gradient(const kernels::Operand<Scalar>& pre, const Matrix<Scalar>& post)
      : pre_(transposed(pre)), post_(post) {}

  void regularize(RegularizerOptions options, const Matrix<Scalar>& weights, double part) {
    options.lambda *= part;
    regularizer_.emplace(options, weights);
  }

  Matrix<Scalar> columns(Index begin, Index count) const {
    Matrix<Scalar> out = product(operand(post_), columns_of(pre_, begin, count));
    if (regularizer_) regularizer_->add_columns(begin, out);
    return out;
  }
  Matrix<Scalar> all() const { return columns(0, pre_.cols); }

 private:
  kernels::Operand<Scalar> pre_;
  const Matrix<Scalar>& post_;
  std::optional<RegularizerGradient<Scalar>> regularizer_;
};

template <class Scalar>
double Layer<Scalar>::learn(const Matrix<Scalar>& pre, const Matrix<Scalar>& post,
                            const Matrix<Scalar>& slope, const Matrix<Scalar>& difference,
                            double part) {
  if (!options_.learns) {
    ++weights_.version;
    return 0;
  }
  const Matrix<Scalar>& weights = weights_.weights->template as<Scalar>();
  Matrix<Scalar> by_unit = by_column(factors(post, slope, difference));
  if (part != 1) by_unit *= static_cast<Scalar>(part);
  Matrix<Scalar> gathered;
  if (options_.patches) gathered = options_.patches->gather(pre);
  Gradient gradient(options_.patches ? operand(gathered) : operand(pre.topRows(weights.cols())),
                    by_unit);
  if (regularizes_now()) {
    const auto updates = static_cast<double>(options_.regularizer->every_updates);
    gradient.regularize(*options_.regularizer, weights, part * updates);
  }
  Matrix<Scalar> bias_gradient = by_unit.rowwise().sum();
  bias_gradient.bottomRows(relayed_units(options_.block)).setZero();

  Matrix<Scalar> new_weights, new_bias;
  const double change = move(gradient, new_weights);
  const double bias_change =
      bias_optimizer_->step(bias_gradient, weights_.bias->template as<Scalar>(), new_bias);
  if (!std::isfinite(bias_change)) return bias_change;
  return replace(change, std::move(new_weights), share(std::move(new_bias)));
}

template <class Scalar>
bool Layer<Scalar>::regularizes_now() const {
  return options_.regularizer && (weights_.version + 1) % options_.regularizer->every_updates == 0;
}

// Moves what is learned along the gradient of the weights. Returns the change of these, squared.
template <class Scalar>
double Layer<Scalar>::move(const Gradient& gradient, Matrix<Scalar>& weights) {
  const bool retracts =
      options_.retraction && (weights_.version + 1) % options_.retraction->every_updates == 0;
  const Matrix<Scalar>& before = weights_.weights->template as<Scalar>();
  const double change = block_ ? move_learned(gradient, weights) : move_columns(gradient, weights);
  if (options_.decay > 0) {
    const auto decay = static_cast<Scalar>(options_.decay);
    weights -= decay * (block_ ? block_->learned(before) : Matrix<Scalar>(before));
  }
  if (retracts) weights = retracted(options_.retraction->method, weights);
  if (block_) weights = block_->weights(weights);
  if (!block_ && !retracts && options_.decay == 0) return change;
  return static_cast<double>((weights - before).squaredNorm());
}

template <class Scalar>
double Layer<Scalar>::move_learned(const Gradient& gradient, Matrix<Scalar>& weights) {
  const Matrix<Scalar> before = block_->learned(weights_.weights->template as<Scalar>());
  return weight_optimizer_->step(block_->gradient(gradient.all()), before, weights);
}

template <class Scalar>
double Layer<Scalar>::move_columns(const Gradient& gradient, Matrix<Scalar>& weights) {
  const auto columns = [&](Index begin, Index count) { return gradient.columns(begin, count); };
  return step_by_columns(*weight_optimizer_, weights_.weights->template as<Scalar>(), columns,
                         weights);
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
  return product(operand(weights_.weights->template as<Scalar>()), operand(noise));
}

template <class Scalar>
double Layer<Scalar>::add(const Matrix<Scalar>& change) {
  return replace(static_cast<double>(change.squaredNorm()),
                 weights_.weights->template as<Scalar>() + change, weights_.bias);
}

template class Layer<float>;
template class Layer<double>;

}  // namespace neurons
