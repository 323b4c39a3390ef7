// One layer's credit and its arithmetic: completes what came from above, and says what the
// layer below should have done. It knows no time, no messages and no other layer.
#pragma once

#include <memory>
#include <optional>

#include "neurons/learned_feedback.h"
#include "neurons/loss.h"
#include "neurons/patches.h"
#include "neurons/rules.h"
#include "neurons/way_down.h"

namespace neurons {

struct FeedbackLayerOptions {
  LayerNumber layer = 1, layers = 1;
  RuleOptions rule;
  ActivationOptions activation;
  Loss loss = Loss::kSquaredError;  // of the output layer
  // Of each way down that has weights of its own, (units, inputs): of layer-wise rules one; of dfa,
  // at the output, one to every layer below it, layer 1 first.
  std::vector<TensorPtr> own_weights = {};
  LearnedFeedbackOptions learned = {};
  bool mirrors = false;     // keeps transported weights, to reconstruct noise through them
  Index inputs = 0;         // units below that this layer reads
  PatchesPtr patches = {};  // of a layer that sees patches: all ways down are of one position
};

template <class Scalar>
class FeedbackLayer {
 public:
  explicit FeedbackLayer(const FeedbackLayerOptions& options);

  // Credit for every unit from what came for the first rows: the others are auxiliary, their
  // target is their own activity. To the output layer comes the label, one-hot, which the loss
  // makes a target. An absolute target becomes a difference where those travel. What is complete
  // already is shared, not copied. REQUIRES: part has at most activity's rows.
  Credit complete(const Credit& part, const Matrix<Scalar>& activity) const;

  // Weights and bias to go down through. Throws std::domain_error if there is no way.
  void take(const Weights& weights);
  bool has_way_down() const { return open_; }

  // Credit for the units that a layer below shows to the one above it, by one of the ways down.
  // What several patches ask of one unit is summed up: so are differences, as by the transpose.
  // Throws as take() does. REQUIRES: has_way_down(); without patches, if targets are absolute.
  Credit below(const Credit& credit, const Matrix<Scalar>& activity, const Matrix<Scalar>& slope,
               std::size_t way = 0);

  // Own weights as they are now, (units, inputs), a copy; null if it has none.
  TensorPtr own_weights() const;

  // A round of rest: what was missed of the noise x, (inputs, columns), when made from the drive z,
  // (units, columns): x - B^T z by own weights, which learn from it, or x - W^T z by those last
  // transported. Nothing if there are none, or they are fixed. own_noise is of z's shape, if
  // wants_noise(). Throws std::domain_error if own weights diverge.
  std::optional<Matrix<Scalar>> reconstruct(const Matrix<Scalar>& x, const Matrix<Scalar>& z,
                                            const Matrix<Scalar>& own_noise);
  bool wants_noise() const { return learned_ != nullptr && learned_->wants_noise(); }
  // Own weights change as the forward ones did: learned_feedback.h.
  void imitate(const Matrix<Scalar>& pre, const Matrix<Scalar>& post_factors);

  void archive(sim::Archive& a);

 private:
  std::unique_ptr<WayDown<Scalar>> way_down(const WayDownOptions& way,
                                            const LearnedFeedbackOptions& options);
  Credit of_label(const Credit& label, const Matrix<Scalar>& activity) const;

  Coding coding_;
  std::optional<Loss> loss_;  // of the output layer; those below hear of none
  std::unique_ptr<Rule<Scalar>> rule_;
  std::vector<std::unique_ptr<WayDown<Scalar>>> ways_down_;
  LearnedFeedback<Scalar>* learned_ = nullptr;  // the way down, if it learns
  TensorPtr fixed_;                             // the only own weights, if they do not
  PatchesPtr patches_;
  bool mirrors_;
  Weights taken_;  // the last ones transported, if any
  bool open_;
};

// gain (t - y) of a complete credit of either coding, (units, batch): what a synapse learns from.
// A difference is shared, not copied.
template <class Scalar>
TensorPtr difference_of(const Credit& credit, const Matrix<Scalar>& activity);

}  // namespace neurons
