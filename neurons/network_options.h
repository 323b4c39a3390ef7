// What a network is made of, and what that means for each of its layers.
#pragma once

#include <optional>
#include <vector>

#include "neurons/feedback_layer.h"
#include "neurons/feedforward.h"
#include "neurons/shape.h"
#include "neurons/wiring.h"

namespace neurons {

struct NetworkOptions {
  std::vector<Index> widths;  // n_0 .. n_L
  Reading reading = Reading::kFirst;
  // Of layers 1 .. L; empty: all are plain, none sees patches.
  std::vector<BlockOptions> blocks = {};
  std::vector<PatchesPtr> patches = {};
  unsigned classes = 1;  // at most n_L
  Precision precision = Precision::kFloat32;
  ActivationOptions activation;
  RuleOptions rule;
  Loss loss = Loss::kSquaredError;
  std::optional<RegularizerOptions> regularizer;
  OptimizerOptions optimizer;
  // Of feedback weights that learn. Rules that are named after how they do choose `by`.
  LearnedFeedbackOptions learned = {};
  RestOptions rest = {};  // in rounds of rest; `reconstructs` follows from the rule
  std::optional<RetractionOptions> retraction = {};
  std::size_t memory = 1;
  Mismatch mismatch = Mismatch::kReject;
  Dynamics dynamics = {};
  FeedbackSite site = FeedbackSite::kSeparate;
  std::optional<ContinuousLearning> continuous = {};
  std::vector<Weights> initial;  // of layers 1 .. L, in this precision
  // Weights of the feedback populations' own, of layers 1 .. L, in this precision, for rules that
  // has_own_feedback().
  std::vector<TensorPtr> initial_feedback = {};
  Sample samples = 0;  // to present
  std::uint64_t seed = 1;

  LayerNumber layers() const { return static_cast<LayerNumber>(widths.size()) - 1; }
  std::vector<LayerShape> shapes() const;  // of the weights
  BlockOptions block(LayerNumber layer) const;
  PatchesPtr patches_of(LayerNumber layer) const;  // null: it sees none
};

// The arithmetic of one layer under these options: for the network, and for a plain loop.
LayerOptions layer_options(const NetworkOptions& options, LayerNumber layer);
FeedbackLayerOptions feedback_layer_options(const NetworkOptions& options, LayerNumber layer);
// How the rule's feedback weights learn, if they do.
LearnedFeedbackOptions learned_feedback_options(const NetworkOptions& options);
// What the layer does in rounds of rest; nothing: they pass unused.
std::optional<RestOptions> rest_options(const NetworkOptions& options, LayerNumber layer);

}  // namespace neurons
