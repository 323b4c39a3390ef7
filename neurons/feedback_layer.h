// One layer's credit and its arithmetic: completes what came from above, and says what the
// layer below should have done. It knows no time, no messages and no other layer.
#pragma once

#include <memory>
#include <optional>

#include "neurons/loss.h"
#include "neurons/rules.h"
#include "neurons/way_down.h"

namespace neurons {

struct FeedbackLayerOptions {
  LayerNumber layer = 1, layers = 1;
  RuleOptions rule;
  ActivationOptions activation;
  Loss loss = Loss::kSquaredError;  // of the output layer
  TensorPtr own_weights = {};       // fa: (units, inputs)
  Index inputs = 0;                 // units below that this layer reads
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

  // Credit for the units below that this layer reads. REQUIRES: has_way_down().
  Credit below(const Credit& credit, const Matrix<Scalar>& activity,
               const Matrix<Scalar>& slope) const;

 private:
  Credit of_label(const Credit& label, const Matrix<Scalar>& activity) const;

  Coding coding_;
  std::optional<Loss> loss_;  // of the output layer; those below hear of none
  std::unique_ptr<Rule<Scalar>> rule_;
  std::unique_ptr<WayDown<Scalar>> way_down_;
  TensorPtr bias_;  // (units, 1)
  bool open_;
};

// gain (t - y) of a complete credit of either coding, (units, batch): what a synapse learns from.
// A difference is shared, not copied.
template <class Scalar>
TensorPtr difference_of(const Credit& credit, const Matrix<Scalar>& activity);

}  // namespace neurons
