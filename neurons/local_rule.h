// Plasticity rules that cannot cheat: a synapse is given what stands at its two ends, and its
// rule's own constants; nothing else is passed to it, so nothing else can be read.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "neurons/tensor.h"

namespace neurons {

// All of one unit and one column.
template <class Scalar>
struct Pre {
  Scalar value;  // activity of the sending unit
};
template <class Scalar>
struct Post {
  Scalar value;  // activity of the receiving unit
};
template <class Scalar>
struct Slope {
  Scalar value;  // f'(z) of the receiving unit
};
template <class Scalar>
struct Difference {
  Scalar value;  // gain times (target - activity) of the receiving unit
};

// A rule is an aggregate of constants and one function: what the receiving unit contributes to
// the change of its synapses; the change is that times Pre. The compiler must be able to
// evaluate it: so no globals, no dice. It must be able to see the constants as bytes: so no
// pointers, not even null ones.
template <class Rule>
concept LocalRule = std::is_aggregate_v<Rule> &&
    requires(const Rule rule, Post<double> post, Slope<double> slope, Difference<double> d) {
  { rule.post_factor(post, slope, d) }
  noexcept->std::same_as<double>;
  typename std::bool_constant<(
      Rule{}.post_factor(Post<double>{1}, Slope<double>{2}, Difference<double>{3}), true)>;
  typename std::bool_constant<(std::bit_cast<std::array<std::byte, sizeof(Rule)>>(Rule{}), true)>;
};

// The gradient of 1/2 (y - t)^2 with the unit's own slope: -D (t - y). Every classical rule
// (BP, TP, ITP, GAIT) moves its synapses by this; they differ in where the target comes from.
struct DeltaRule {
  template <class Scalar>
  constexpr Scalar post_factor(Post<Scalar>, Slope<Scalar> slope,
                               Difference<Scalar> difference) const noexcept {
    return -slope.value * difference.value;
  }
};
static_assert(LocalRule<DeltaRule>);

// The oracle: one synapse at a time. gradient (units, inputs), mean over the columns.
template <LocalRule Rule, class Scalar>
Matrix<Scalar> gradient_by_synapse(const Rule& rule, const Matrix<Scalar>& pre,
                                   const Matrix<Scalar>& post, const Matrix<Scalar>& slope,
                                   const Matrix<Scalar>& difference) {
  Matrix<Scalar> gradient = Matrix<Scalar>::Zero(post.rows(), pre.rows());
  for (Index c = 0; c < post.cols(); ++c) {
    for (Index j = 0; j < pre.rows(); ++j) {
      for (Index i = 0; i < post.rows(); ++i) {
        gradient(i, j) += rule.post_factor(Post<Scalar>{post(i, c)}, Slope<Scalar>{slope(i, c)},
                                           Difference<Scalar>{difference(i, c)}) *
                          pre(j, c);
      }
    }
  }
  return gradient / static_cast<Scalar>(post.cols());
}

// The same factor for a whole layer, (units, batch), divided by the batch: times pre^T it is
// the gradient of the weights, summed over columns that of the bias.
template <LocalRule Rule, class Scalar>
Matrix<Scalar> post_factors(const Rule& rule, const Matrix<Scalar>& post,
                            const Matrix<Scalar>& slope, const Matrix<Scalar>& difference) {
  Matrix<Scalar> out(post.rows(), post.cols());
  const Scalar scale = Scalar{1} / static_cast<Scalar>(post.cols());
  for (Index i = 0; i < post.size(); ++i) {
    out.data()[i] =
        scale * rule.post_factor(Post<Scalar>{post.data()[i]}, Slope<Scalar>{slope.data()[i]},
                                 Difference<Scalar>{difference.data()[i]});
  }
  return out;
}

}  // namespace neurons
