#include "tools/lab/watch/own_feedback.h"

#include "neurons/learned_feedback.h"
#include "sim/fingerprint.h"
#include "tools/lab/watch/likeness.h"

namespace lab {

std::vector<neurons::TensorPtr> feedback_of(const neurons::Network& network) {
  std::vector<neurons::TensorPtr> out;
  for (sim::Layer l = 1; l <= network.layers(); ++l) out.push_back(network.feedback_weights(l));
  return out;
}

std::uint64_t digest_of(const std::vector<neurons::TensorPtr>& feedback, std::uint64_t before) {
  sim::Hash hash;
  hash.add(before);
  for (const neurons::TensorPtr& layer : feedback) hash.add(layer ? layer->digest() : 0);
  return hash.value();
}

nlohmann::ordered_json feedback_facts(const std::vector<neurons::Weights>& weights,
                                      const std::vector<neurons::TensorPtr>& feedback) {
  nlohmann::ordered_json out = {{"inverse_defect", {}}, {"feedback_cosine", {}}};
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const neurons::TensorPtr& own = feedback[i];
    const neurons::Tensor& forward = *weights[i].weights;
    const auto alike =
        own ? likeness(own->to_double(), forward.to_double()) : std::optional<Likeness>();
    out["inverse_defect"].push_back(
        own ? nlohmann::ordered_json(neurons::inverse_defect(*own, forward)) : nullptr);
    out["feedback_cosine"].push_back(alike ? nlohmann::ordered_json(alike->cosine) : nullptr);
  }
  return out;
}

}  // namespace lab
