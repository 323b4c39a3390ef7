#include "neurons/network_options.h"

#include "neurons/rest_rate.h"

namespace neurons {

std::vector<LayerShape> NetworkOptions::shapes() const {
  std::vector<LayerShape> out = layer_shapes(widths, reading);
  for (LayerNumber l = 1; l <= layers(); ++l) {
    const PatchesPtr seen = patches_of(l);
    const auto at = static_cast<std::size_t>(l);
    if (seen) out[at - 1] = {widths[at] / seen->positions(), seen->size()};
  }
  return out;
}

BlockOptions NetworkOptions::block(LayerNumber layer) const {
  return blocks.empty() ? BlockOptions{} : blocks.at(static_cast<std::size_t>(layer - 1));
}

PatchesPtr NetworkOptions::patches_of(LayerNumber layer) const {
  return patches.empty() ? nullptr : patches.at(static_cast<std::size_t>(layer - 1));
}

namespace {

// Units that relay what is below are linear.
ActivationOptions activation_of(const NetworkOptions& options, LayerNumber layer) {
  ActivationOptions out = options.activation;
  if (auto* leaky = std::get_if<LeakyReluOptions>(&out)) {
    leaky->linear_rows = relayed_units(options.block(layer));
  }
  return out;
}

}  // namespace

LayerOptions layer_options(const NetworkOptions& options, LayerNumber layer) {
  const bool top = layer == options.layers();
  LayerOptions out{activation_of(options, layer), options.regularizer, options.optimizer,
                   top || options.rule.kind != RuleKind::kTopLayerOnly, options.retraction};
  if (options.rule.kind == RuleKind::kKolenPollack) out.decay = options.rule.decay;
  if (out.regularizer && (!out.learns || (top && !out.regularizer->top_layer))) {
    out.regularizer.reset();
  }
  if (!out.learns) out.retraction.reset();
  out.block = options.block(layer);
  out.patches = options.patches_of(layer);
  return out;
}

LearnedFeedbackOptions learned_feedback_options(const NetworkOptions& options) {
  LearnedFeedbackOptions out = options.learned;
  switch (options.rule.kind) {
    case RuleKind::kDtp:
      out.by = FeedbackLearning::kDelta;
      break;
    case RuleKind::kDrl:
      out.by = FeedbackLearning::kDifferenceReconstruction;
      break;
    case RuleKind::kWeightMirror:
      out.by = FeedbackLearning::kMirror;
      break;
    case RuleKind::kKolenPollack:
      out.by = FeedbackLearning::kKolenPollack;
      out.decay = {.early = options.rule.decay, .late = options.rule.decay};
      out.optimizer = options.optimizer;
      break;
    default:
      break;
  }
  return out;
}

std::optional<RestOptions> rest_options(const NetworkOptions& options, LayerNumber layer) {
  if (!layer_options(options, layer).learns) return std::nullopt;
  RestOptions out = options.rest;
  const bool learned = way_down_of(options.rule) == WayDownKind::kLearned &&
                       learned_feedback_options(options).by != FeedbackLearning::kKolenPollack;
  const bool oja = out.plasticity == RestPlasticity::kOja;
  out.reconstructs = layer > 1 && (learned || oja);  // nobody goes down through layer 1
  if (layer == 1 && out.plasticity != RestPlasticity::kLateral) {
    out.plasticity = RestPlasticity::kNone;
  }
  if (!out.reconstructs && out.plasticity == RestPlasticity::kNone) return std::nullopt;
  if (learned && out.plasticity == RestPlasticity::kOja) {
    // Weights must not outrun the feedback that learns to mirror them.
    const Index inputs = options.shapes()[static_cast<std::size_t>(layer - 1)].inputs;
    out.rate = rest_rate(out.rate, kNoiseShare / 2, inputs, out.noise_columns);
  }
  return out;
}

namespace {

// Of layer 1, which nothing is below, none.
std::vector<TensorPtr> own_feedback_of(const NetworkOptions& options, LayerNumber layer) {
  const std::vector<TensorPtr>& all = options.initial_feedback;
  if (all.empty() || layer == 1) return {};
  if (!is_direct(options.rule)) return {all.at(static_cast<std::size_t>(layer - 1))};
  if (layer < options.layers()) return {};
  return {all.begin() + 1, all.end()};
}

}  // namespace

FeedbackLayerOptions feedback_layer_options(const NetworkOptions& options, LayerNumber layer) {
  const auto at = static_cast<std::size_t>(layer - 1);
  return {.layer = layer,
          .layers = options.layers(),
          .rule = options.rule,
          .activation = activation_of(options, layer),
          .loss = options.loss,
          .own_weights = own_feedback_of(options, layer),
          .learned = learned_feedback_options(options),
          .mirrors = options.rest.plasticity == RestPlasticity::kOja,
          .inputs = options.shapes().at(at).inputs,
          .patches = options.patches_of(layer)};
}

}  // namespace neurons
