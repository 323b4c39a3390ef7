// One layer's synapses and their arithmetic. It knows no time, no messages and no other layer.
#pragma once

#include <memory>
#include <optional>

#include "neurons/activation.h"
#include "neurons/block.h"
#include "neurons/local_rule.h"
#include "neurons/optimizer.h"
#include "neurons/orthogonality.h"
#include "neurons/patches.h"
#include "neurons/retraction.h"
#include "neurons/tensor.h"

namespace neurons {

struct LayerOptions {
  ActivationOptions activation;
  std::optional<RegularizerOptions> regularizer;
  OptimizerOptions optimizer;
  bool learns = true;  // false: an update counts, and changes nothing
  std::optional<RetractionOptions> retraction = {};
  double decay = 0;         // part of the weights that every update takes off, beside the optimizer
  BlockOptions block = {};  // regularizers see the weights, all else of an update what is learned
  PatchesPtr patches = {};  // of a layer that sees patches; null: it sees the first units
};

template <class Scalar>
class Layer {
 public:
  struct Inference {
    Matrix<Scalar> activity, slope;  // (units, batch)
  };

  // weights (units, inputs), bias (units, 1); version 0. Of a layer that sees patches all this is
  // of one position.
  Layer(const LayerOptions& options, Weights initial);

  const Weights& weights() const { return weights_; }

  // z = W x + b of the first `inputs` rows of what is given: widths never increase.
  // REQUIRES: input.rows() >= inputs.
  Matrix<Scalar> drive(const Matrix<Scalar>& input) const;
  // y = f(z), and the slope there.
  Inference respond(Matrix<Scalar> drive) const;
  Inference infer(const Matrix<Scalar>& input) const { return respond(drive(input)); }

  // One update from what a synapse can see. The matrices are (rows, batch); of "pre" the first
  // `inputs` rows count. Writes new weights and leaves the old ones to whoever still holds
  // them. Returns the norm of the change of the weights; if it is not finite, nothing changed. The
  // gradient is multiplied by `part`.
  double learn(const Matrix<Scalar>& pre, const Matrix<Scalar>& post, const Matrix<Scalar>& slope,
               const Matrix<Scalar>& difference, double part = 1);

  // What the receiving units contribute to that update, (units, batch): times pre^T it is the
  // gradient.
  static Matrix<Scalar> factors(const Matrix<Scalar>& post, const Matrix<Scalar>& slope,
                                const Matrix<Scalar>& difference) {
    return post_factors(DeltaRule{}, post, slope, difference);
  }

  // W x alone, (units, columns): of noise at rest, (inputs, columns).
  Matrix<Scalar> linear_drive(const Matrix<Scalar>& noise) const;
  bool sees_patches() const { return options_.patches != nullptr; }
  // What the synapses see of what is given, (inputs, columns), and what the units told of an update
  // that belongs to it, (units, columns): patches one beside the other.
  Matrix<Scalar> seen(const Matrix<Scalar>& below) const;
  Matrix<Scalar> by_column(Matrix<Scalar> factors) const;

  // Another version, with this added to the weights. Returns the norm of the change; if it is not
  // finite, nothing changed.
  double add(const Matrix<Scalar>& change);

  void archive(sim::Archive& a) { a(weights_, *weight_optimizer_, *bias_optimizer_); }

 private:
  class Gradient;
  bool regularizes_now() const;
  double move(const Gradient& gradient, Matrix<Scalar>& weights);
  double move_learned(const Gradient& gradient, Matrix<Scalar>& weights);
  double move_columns(const Gradient& gradient, Matrix<Scalar>& weights);
  double replace(double squared_change, Matrix<Scalar> weights, TensorPtr bias);

  LayerOptions options_;
  std::unique_ptr<Activation<Scalar>> activation_;
  std::unique_ptr<Block<Scalar>> block_;  // null: plain
  std::unique_ptr<Optimizer<Scalar>> weight_optimizer_, bias_optimizer_;
  Weights weights_;
};

}  // namespace neurons
