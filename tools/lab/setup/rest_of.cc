#include "tools/lab/setup/rest_of.h"

#include <fmt/format.h>

#include "protocols/duration.h"
#include "protocols/rule_facts.h"

namespace lab {
namespace {

neurons::DecaySchedule decay_of(const protocols::Learned& learned) {
  return {learned.decay(), learned.late_decay(), learned.early_rounds()};
}

neurons::FeedbackLearning kind_of(protocols::Learned::By by) {
  switch (by) {
    case protocols::Learned::DELTA:
      return neurons::FeedbackLearning::kDelta;
    case protocols::Learned::DIFFERENCE_RECONSTRUCTION:
      return neurons::FeedbackLearning::kDifferenceReconstruction;
    case protocols::Learned::MIRROR:
      return neurons::FeedbackLearning::kMirror;
    case protocols::Learned::SHARED_PRODUCT:
      break;
  }
  return neurons::FeedbackLearning::kSharedProduct;
}

bool shares_products(const protocols::Experiment& e) {
  const protocols::Rule& rule = e.rule();
  return (rule.has_gait() || rule.has_itp() || rule.has_tp()) &&
         e.feedback().inverse().has_learned() &&
         e.feedback().inverse().learned().by() == protocols::Learned::SHARED_PRODUCT;
}

}  // namespace

neurons::LearnedFeedbackOptions learned_feedback_of(const protocols::Experiment& e) {
  const protocols::Learned& learned = e.feedback().inverse().learned();
  return {.by = kind_of(learned.by()), .rate = learned.learning_rate(), .decay = decay_of(learned)};
}

neurons::RestOptions rest_plasticity_of(const protocols::Experiment& e) {
  neurons::RestOptions out{.noise_columns = e.clock().rest().noise_columns()};
  const protocols::Orthogonality& orthogonality = e.orthogonality();
  if (shares_products(e)) {
    const protocols::Learned& learned = e.feedback().inverse().learned();
    out.plasticity = neurons::RestPlasticity::kSharedProduct;
    out.rate = learned.learning_rate();
    out.decay = decay_of(learned);
  } else if (orthogonality.has_oja_rest()) {
    out.plasticity = neurons::RestPlasticity::kOja;
    out.rate = orthogonality.oja_rest().learning_rate();
  } else if (orthogonality.has_lateral()) {
    out.plasticity = neurons::RestPlasticity::kLateral;
    out.rate = orthogonality.lateral().learning_rate();
    out.lateral_rate = orthogonality.lateral().lateral_rate();
    out.lateral = orthogonality.lateral().by() == protocols::Lateral::SIMILARITY_MATCHING
                      ? neurons::LateralLearning::kSimilarityMatching
                      : neurons::LateralLearning::kFoeldiak;
  }
  return out;
}

std::optional<neurons::RetractionOptions> retraction_of(const protocols::Experiment& e) {
  if (!e.orthogonality().has_retraction()) return std::nullopt;
  const protocols::Retraction& retraction = e.orthogonality().retraction();
  return neurons::RetractionOptions{retraction.method() == protocols::Retraction::QR
                                        ? neurons::RetractionMethod::kQr
                                        : neurons::RetractionMethod::kNewtonSchulz,
                                    retraction.every_steps()};
}

std::optional<sim::RestOptions> rest_of(const protocols::Experiment& e) {
  if (!e.clock().has_rest()) return std::nullopt;
  const protocols::Rest& rest = e.clock().rest();
  return sim::RestOptions{.before = rest.before(),
                          .rounds = rest.rounds(),
                          .every = static_cast<sim::Sample>(rest.every_samples()),
                          .timeout = {protocols::parse_duration_ns(rest.timeout())}};
}

void require_rest_to_come(const protocols::Config& config, sim::Sample samples) {
  const protocols::Experiment& e = config.experiment();
  const protocols::Rest& rest = e.clock().rest();
  if (!e.clock().has_rest() || !protocols::needs_rest(e) || rest.before() > 0) return;
  if (rest.every_samples() < static_cast<std::uint64_t>(samples)) return;
  config.fail(
      "clock.rest",
      fmt::format("never comes: every_samples is {}, and the run has {} samples; what learns "
                  "at rest would not learn",
                  rest.every_samples(), samples),
      "before: 1000 is a thousand rounds before the first; or a smaller every_samples");
}

}  // namespace lab
