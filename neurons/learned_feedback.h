// Feedback weights that learn: a way down that nobody transports. B is (units, inputs), as the
// weights W that it goes beside: down is B^T. Arithmetic only: no time, no messages.
#pragma once

#include <memory>

#include "neurons/optimizer.h"
#include "neurons/rest_plasticity.h"
#include "neurons/way_down.h"

namespace neurons {

enum class FeedbackLearning {
  // At rest, from noise x, the drive z = W x and the error e = x - B^T z; all are means over the
  // columns, times the rate:
  kSharedProduct,             // dB = z e^T - decay B, as the forward synapses: B = W, orthogonal
  kDelta,                     // dB = z e^T: B^T becomes the inverse of W (an auto-encoder); at a
                              // rate of 0 every unit divides by its own mean square drive
  kDifferenceReconstruction,  // dB = z x^T - v (B^T v)^T, v noise of its own: B = W
  kMirror,                    // dB = z x^T - decay B: B = W / decay
  // At every update of the forward synapses:
  kKolenPollack,  // the same change as theirs, and the same decay: B - W dies out
};

struct LearnedFeedbackOptions {
  FeedbackLearning by = FeedbackLearning::kSharedProduct;
  double rate = 0;                  // 0: what a layer of this size bears (rest_rate.h)
  DecaySchedule decay = {};         // kSharedProduct; kMirror and kKolenPollack: `early` for ever
  OptimizerOptions optimizer = {};  // kKolenPollack: that of the forward weights
};

template <class Scalar>
class LearnedFeedback final : public WayDown<Scalar> {
 public:
  LearnedFeedback(const LearnedFeedbackOptions& options, const TensorPtr& initial);

  void take(TensorPtr) override {}
  Matrix<Scalar> down(const Matrix<Scalar>& drive) override;
  const Matrix<Scalar>& weights() const { return weights_; }
  void archive(sim::Archive& a) override;

  // A round of rest. x is (inputs, columns), z and own_noise (units, columns); own_noise is read if
  // wants_noise(). Returns the error x - B^T z of before.
  // Throws std::domain_error if B has diverged.
  Matrix<Scalar> rest(const Matrix<Scalar>& x, const Matrix<Scalar>& z,
                      const Matrix<Scalar>& own_noise);
  bool wants_noise() const { return options_.by == FeedbackLearning::kDifferenceReconstruction; }
  bool rests() const { return options_.by != FeedbackLearning::kKolenPollack; }

  // kKolenPollack: an update of the forward synapses, from what stood at their ends, (inputs,
  // batch) and (units, batch). Throws std::domain_error if B has diverged.
  void imitate(const Matrix<Scalar>& pre, const Matrix<Scalar>& post_factors);

 private:
  Matrix<Scalar> of_unit_drive(const Matrix<Scalar>& z, Matrix<Scalar> product) const;
  void change(const Matrix<Scalar>& product, double decay, Index columns);
  void require_sane(const Matrix<Scalar>& error, const Matrix<Scalar>& x) const;

  LearnedFeedbackOptions options_;
  std::unique_ptr<Optimizer<Scalar>> optimizer_;
  Matrix<Scalar> weights_;    // B
  std::uint64_t rounds_ = 0;  // rested so far
};

// How far B^T is from the inverse of W, both (units, inputs): ||B^T W - I||_F / sqrt(inputs); of a
// wide W, which only has a right inverse, ||W B^T - I||_F / sqrt(units).
double inverse_defect(const Tensor& feedback, const Tensor& weights);

}  // namespace neurons
