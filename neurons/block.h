// Layers whose weights W follow from fewer ones, Q, which their synapses learn. Where W is
// orthogonal whenever Q is, GAIT equals BP through the block; residual and reversible ones are
// invertible, and never orthogonal.
#pragma once

#include <memory>
#include <variant>

#include "neurons/shape.h"

namespace neurons {

struct PlainBlock {};  // W = Q
// W = diag(Q, I): the last units repeat the last ones below, as if no layer were between.
struct RelayBlock {
  Index relayed = 0;
};
// W = [[c I, s Q], [-s Q^T, c I]] with c^2 + s^2 = 1: both halves are carried on, and mixed.
struct RotationBlock {
  double sine = 0.5;  // s, in (0, 1]
};
struct ResidualBlock {};    // W = I + Q (He et al. 2016)
struct ReversibleBlock {};  // W = [[0, I], [I, Q]]: two are a block of Gomez et al. 2017
using BlockOptions =
    std::variant<PlainBlock, RelayBlock, RotationBlock, ResidualBlock, ReversibleBlock>;

// Of Q. REQUIRES: the weights are square unless the block is plain, of even size if it has halves.
LayerShape learned_shape(const BlockOptions& options, const LayerShape& weights);
// The units that no synapse of the layer's own drives, the last ones.
Index relayed_units(const BlockOptions& options);

template <class Scalar>
class Block {
 public:
  virtual ~Block() = default;
  virtual Matrix<Scalar> weights(const Matrix<Scalar>& learned) const = 0;
  // Such that weights(learned(W)) = W, if W is of this kind.
  virtual Matrix<Scalar> learned(const Matrix<Scalar>& weights) const = 0;
  // dQ from dW, by the chain rule.
  virtual Matrix<Scalar> gradient(const Matrix<Scalar>& of_weights) const = 0;
};

// Null for a plain block, where all of them are one.
template <class Scalar>
std::unique_ptr<Block<Scalar>> make_block(const BlockOptions& options);

}  // namespace neurons
