// How like two gradients are: the cosine of the angle between them, and how long the one is
// against the other. It does not know where they come from.
#pragma once

#include <optional>

#include "neurons/tensor.h"

namespace lab {

struct Likeness {
  double cosine = 0;
  double norm_ratio = 0;  // norm of the first over that of the second

  template <class A>
  void archive(A& a) {
    a(cosine, norm_ratio);
  }
};

// Absent where one of them has no direction: it is zero, or not finite.
std::optional<Likeness> likeness(const neurons::Matrix<double>& first,
                                 const neurons::Matrix<double>& second);

// The same of first * pre^T and second * pre^T, without forming them: (units, batch) times
// (batch, inputs) needs only what columns have in common, (batch, batch).
std::optional<Likeness> likeness_of_products(const neurons::Matrix<double>& first,
                                             const neurons::Matrix<double>& second,
                                             const neurons::Matrix<double>& pre);

}  // namespace lab
