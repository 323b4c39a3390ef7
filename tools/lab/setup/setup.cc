#include "tools/lab/setup/setup.h"

#include <fmt/format.h>

#include <algorithm>

#include "neurons/initial_weights.h"
#include "protocols/resolve.h"
#include "tools/lab/files/weight_files.h"
#include "tools/lab/setup/clock_plan.h"
#include "tools/lab/setup/learning_of.h"
#include "tools/lab/setup/memory_need.h"
#include "tools/lab/setup/rest_of.h"
#include "tools/lab/setup/rule_of.h"
#include "tools/lab/setup/shape_of.h"
#include "tools/lab/setup/wiring_of.h"

namespace lab {
namespace {

using neurons::Index;

neurons::InitialWeights drawing_of(const protocols::Experiment& experiment) {
  return experiment.network().initial_weights() == protocols::XAVIER_NORMAL
             ? neurons::InitialWeights::kXavierNormal
             : neurons::InitialWeights::kOrthogonal;
}

// Two copies of the weights, those on their way, two moments, LU factors, and one to work with.
constexpr double kCopies = 7;

// Every remembered sample has its activity and slope in the population and in its feedback's.
void require_memory_of(const protocols::Config& config, const neurons::NetworkOptions& options) {
  const double columns =
      4.0 * static_cast<double>(options.memory) * config.experiment().data().batch();
  double numbers = 0;
  for (const auto& [units, inputs] : options.shapes()) {
    numbers += kCopies * static_cast<double>(inputs) * static_cast<double>(units);
  }
  for (const Index units : options.widths) numbers += columns * static_cast<double>(units);
  const double scalar = config.experiment().precision() == protocols::FLOAT64 ? 8 : 4;
  require_memory(config, "network", numbers * scalar,
                 "use fewer or narrower layers, a tower, or less neurons.memory");
}

// Why there are so many classes, if a file says so; one wrong byte is enough.
std::string hint_at_labels(const Dataset& dataset, const char* before) {
  return dataset.largest_label.empty() ? "" : before + dataset.largest_label;
}

unsigned checked_classes(const protocols::Config& config, const Dataset& dataset,
                         const std::vector<Index>& widths) {
  const protocols::Data& data = config.experiment().data();
  if (data.has_classes() && data.classes() < dataset.classes) {
    config.fail("data.classes", fmt::format("the labels need {} classes", dataset.classes),
                hint_at_labels(dataset, ""));
  }
  const unsigned classes = std::max(data.classes(), dataset.classes);
  if (static_cast<Index>(classes) <= widths.back()) return classes;
  config.fail(data.has_classes() ? "data.classes" : "network",
              fmt::format("there are {} classes, but only {} output units", classes, widths.back()),
              "the first units of the last layer are the classes" +
                  (data.classes() > dataset.classes ? "" : hint_at_labels(dataset, "; ")));
}

void require_room_for_rows(const protocols::Config& config,
                           const neurons::NetworkOptions& network) {
  if (!config.experiment().orthogonality().has_lateral()) return;
  int layer = 0;
  for (const auto& [units, inputs] : network.shapes()) {
    ++layer;
    if (units <= inputs) continue;
    config.fail(
        "orthogonality.lateral",
        fmt::format("makes the rows of weights orthonormal, and layer {} has {} of them in {} "
                    "dimensions",
                    layer, units, inputs),
        "oja_rest {}, or layers with no more units than inputs");
  }
}

}  // namespace

neurons::NetworkOptions network_shape(const protocols::Config& config, const Dataset& dataset) {
  const protocols::Experiment experiment = protocols::resolved(config.experiment());
  neurons::NetworkOptions out;
  set_shape(config, dataset, out);
  out.classes = checked_classes(config, dataset, out.widths);
  out.precision = precision_of(experiment);
  out.activation = activation_of(experiment.network());
  out.rule = rule_options(experiment);
  out.loss = experiment.output().has_cross_entropy() ? neurons::Loss::kCrossEntropy
                                                     : neurons::Loss::kSquaredError;
  out.regularizer = regularizer_of(experiment);
  out.optimizer = optimizer_of(experiment.optimizer());
  out.learned = learned_feedback_of(experiment);
  out.rest = rest_plasticity_of(experiment);
  out.retraction = retraction_of(experiment);
  out.memory = experiment.neurons().has_memory() ? experiment.neurons().memory()
                                                 : clock_plan(config).in_flight(out.layers());
  require_memory_of(config, out);
  out.mismatch = experiment.learning().mismatch() == protocols::Learning::LEARN
                     ? neurons::Mismatch::kLearn
                     : neurons::Mismatch::kReject;
  out.dynamics = dynamics_of(experiment.dynamics());
  out.continuous = continuous_of(experiment.learning());
  out.site = wiring_of(config).site;
  out.seed = experiment.seed();
  require_room_for_rows(config, out);
  return out;
}

std::vector<neurons::Weights> initial_weights(const protocols::Config& config,
                                              const neurons::NetworkOptions& network,
                                              const SetupOptions& options,
                                              neurons::Precision precision) {
  const auto shapes = network.shapes();
  if (options.init_weights) return read_weights(*options.init_weights, shapes, precision);
  const protocols::Experiment& experiment = config.experiment();
  std::vector<neurons::Weights> out;
  for (const neurons::LayerShape& shape : shapes) {
    const auto layer = static_cast<sim::Layer>(out.size()) + 1;
    out.push_back(neurons::initial_weights(drawing_of(experiment), shape, layer, experiment.seed(),
                                           precision, network.block(layer)));
  }
  return out;
}

neurons::NetworkOptions network_options(const protocols::Config& config, const Dataset& dataset,
                                        const SetupOptions& options) {
  neurons::NetworkOptions out = network_shape(config, dataset);
  out.initial = initial_weights(config, out, options, out.precision);
  if (has_own_feedback(out.rule)) {
    out.initial_feedback =
        neurons::initial_feedback(drawing_of(config.experiment()), out.shapes(), out.seed,
                                  out.precision, neurons::is_direct(out.rule));
    // What a folder holds leads from layer to layer.
    const bool stored = options.init_weights && !is_direct(out.rule);
    if (stored) read_feedback(*options.init_weights, out.initial_feedback);
  }
  return out;
}

BatchOptions batch_options(const protocols::Config& config, const Dataset& dataset) {
  const protocols::Experiment& experiment = config.experiment();
  const protocols::Data& data = experiment.data();
  if (data.batch() > dataset.train.count) {
    config.fail("data.batch", fmt::format("data set '{}' has only {} training images", dataset.name,
                                          dataset.train.count));
  }
  return {data.batch(), data.shuffle(), experiment.seed(), precision_of(experiment)};
}

sim::Sample samples_of(const protocols::Experiment& experiment, std::uint64_t steps_per_epoch) {
  const protocols::Schedule& run = experiment.run();
  const std::uint64_t all = run.epochs() * steps_per_epoch;
  if (!run.has_steps()) return static_cast<sim::Sample>(all);
  return static_cast<sim::Sample>(run.has_epochs() ? std::min(all, run.steps()) : run.steps());
}

}  // namespace lab
