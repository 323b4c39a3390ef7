#include "tools/lab/setup/setup.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "neurons/initial_weights.h"
#include "protocols/duration.h"
#include "protocols/resolve.h"
#include "protocols/widths.h"
#include "tools/lab/data/cifar.h"
#include "tools/lab/data/glyphs.h"
#include "tools/lab/data/idx.h"
#include "tools/lab/data/noise.h"
#include "tools/lab/data/pooling.h"
#include "tools/lab/files/weight_files.h"
#include "tools/lab/setup/clock_plan.h"
#include "tools/lab/setup/rest_of.h"
#include "tools/lab/setup/wiring_of.h"

namespace lab {
namespace {

using neurons::Index;

neurons::ActivationOptions activation_of(const protocols::Network& network) {
  if (network.activation().has_linear()) return neurons::LinearOptions{};
  return neurons::LeakyReluOptions{network.activation().leaky_relu().slope()};
}

std::optional<neurons::RegularizerOptions> regularizer_of(const protocols::Experiment& e) {
  if (!e.has_regularizer()) return std::nullopt;
  const auto form = e.regularizer().form() == protocols::Regularizer::FULL
                        ? neurons::RegularizerForm::kFull
                        : neurons::RegularizerForm::kOffDiagonal;
  if (e.regularizer().lambda() == 0) return std::nullopt;
  return neurons::RegularizerOptions{form, e.regularizer().lambda(), e.regularizer().top_layer()};
}

neurons::RateSchedule schedule_of(const protocols::RateSchedule& schedule) {
  return {schedule.warm_up_updates(), schedule.cosine_updates(), schedule.final_fraction()};
}

neurons::OptimizerOptions optimizer_of(const protocols::Optimizer& optimizer) {
  const neurons::RateSchedule schedule = schedule_of(optimizer.schedule());
  if (optimizer.has_sgd()) {
    const protocols::Sgd& sgd = optimizer.sgd();
    return neurons::SgdOptions{sgd.learning_rate(), sgd.momentum(), schedule};
  }
  const protocols::Adam& adam = optimizer.adam();
  return neurons::AdamOptions{adam.learning_rate(), adam.beta1(),           adam.beta2(),
                              adam.epsilon(),       adam.bias_correction(), schedule};
}

neurons::Precision precision_of(const protocols::Experiment& experiment) {
  return experiment.precision() == protocols::FLOAT64 ? neurons::Precision::kFloat64
                                                      : neurons::Precision::kFloat32;
}

neurons::InitialWeights drawing_of(const protocols::Experiment& experiment) {
  return experiment.network().initial_weights() == protocols::XAVIER_NORMAL
             ? neurons::InitialWeights::kXavierNormal
             : neurons::InitialWeights::kOrthogonal;
}

// Widths n_0 .. n_L when the input has so many pixels.
std::vector<Index> widths_of(const protocols::Experiment& experiment, std::size_t pixels) {
  const protocols::Network& network = experiment.network();
  if (network.has_square()) {
    return std::vector<Index>(network.square().hidden_layers() + 2, static_cast<Index>(pixels));
  }
  const protocols::Widths& widths = protocols::listed_widths(network);
  return {widths.begin(), widths.end()};
}

neurons::Reading reading_of(const protocols::Network& network) {
  if (network.has_rectangular()) return neurons::Reading::kAll;
  return network.first_layer() == protocols::Network::RECTANGULAR ? neurons::Reading::kAllAtFirst
                                                                  : neurons::Reading::kFirst;
}

}  // namespace

neurons::RuleOptions rule_options(const protocols::Experiment& experiment) {
  neurons::RuleOptions out;
  const protocols::Rule& rule = experiment.rule();
  if (rule.has_bp()) out.kind = neurons::RuleKind::kBp;
  if (rule.has_tp()) out.kind = neurons::RuleKind::kTp;
  if (rule.has_itp()) {
    out.kind = neurons::RuleKind::kItp;
    out.gamma = rule.itp().gamma();
  }
  if (rule.has_gait()) {
    out.kind = neurons::RuleKind::kGait;
    out.gamma = rule.gait().gamma();
    out.top_only = rule.gait().top_only();
    if (rule.gait().has_adaptive_gamma()) out.adaptive = rule.gait().adaptive_gamma().c();
  }
  if (rule.has_fa()) out.kind = neurons::RuleKind::kFa;
  if (rule.has_sign_symmetry()) out.kind = neurons::RuleKind::kSignSymmetry;
  if (rule.has_top_layer_only()) out.kind = neurons::RuleKind::kTopLayerOnly;
  if (rule.has_dfa()) out.kind = neurons::RuleKind::kDfa;
  if (rule.has_dtp()) {
    out.kind = neurons::RuleKind::kDtp;
    out.step = rule.dtp().step();
  }
  if (rule.has_drl()) {
    out.kind = neurons::RuleKind::kDrl;
    out.step = rule.drl().step();
  }
  if (rule.has_weight_mirror()) out.kind = neurons::RuleKind::kWeightMirror;
  if (rule.has_kolen_pollack()) {
    out.kind = neurons::RuleKind::kKolenPollack;
    out.decay = rule.kolen_pollack().decay();
  }
  if (experiment.feedback().inverse().has_transpose()) out.inverse = neurons::Inverse::kTranspose;
  if (experiment.feedback().inverse().has_learned()) out.inverse = neurons::Inverse::kLearned;
  out.coding = experiment.feedback().payload() == protocols::ABSOLUTE
                   ? neurons::Coding::kAbsolute
                   : neurons::Coding::kDifference;
  return out;
}

namespace {

// Two copies of the weights, gradient, two moments, LU factors, and one to work with.
constexpr double kCopies = 7;

void require_memory(const protocols::Config& config, const char* path, double wanted,
                    const char* hint) {
  if (wanted <= machine_memory()) return;
  config.fail(path,
              fmt::format("needs about {:.3g} GB of memory, the machine has {:.3g} GB",
                          wanted * 1e-9, machine_memory() * 1e-9),
              hint);
}

// Every remembered sample has its activity and slope in the population and in its feedback's.
void require_memory(const protocols::Config& config, const neurons::NetworkOptions& options) {
  const double columns =
      4.0 * static_cast<double>(options.memory) * config.experiment().data().batch();
  double numbers = 0;
  for (const auto& [units, inputs] : options.shapes()) {
    numbers += (kCopies * static_cast<double>(inputs) + columns) * static_cast<double>(units);
  }
  const double scalar = config.experiment().precision() == protocols::FLOAT64 ? 8 : 4;
  require_memory(config, "network", numbers * scalar,
                 "use fewer or narrower layers, a tower, or less neurons.memory");
}

std::vector<Index> checked_widths(const protocols::Config& config, const Dataset& dataset) {
  const std::size_t pixels = dataset.pixels();
  const auto widths = widths_of(config.experiment(), pixels);
  if (widths.front() != static_cast<Index>(pixels)) {
    config.fail(fmt::format("{}[0]", protocols::path_of_widths(config.experiment().network())),
                fmt::format("the input of data set '{}' has {} units ({})", dataset.name, pixels,
                            sides_of(dataset)),
                "the first width is that of the input");
  }
  return widths;
}

unsigned checked_classes(const protocols::Config& config, const Dataset& dataset,
                         const std::vector<Index>& widths) {
  const protocols::Data& data = config.experiment().data();
  if (data.has_classes() && data.classes() < dataset.classes) {
    config.fail("data.classes", fmt::format("the labels need {} classes", dataset.classes));
  }
  const unsigned classes = std::max(data.classes(), dataset.classes);
  if (static_cast<Index>(classes) <= widths.back()) return classes;
  config.fail(data.has_classes() ? "data.classes" : "network",
              fmt::format("there are {} classes, but only {} output units", classes, widths.back()),
              "the first units of the last layer are the classes");
}

sim::Duration duration(const std::string& text) { return {protocols::parse_duration_ns(text)}; }

neurons::Dynamics dynamics_of(const protocols::Dynamics& dynamics) {
  if (!dynamics.has_leaky()) {
    return neurons::InstantDynamics{duration(dynamics.instant().processing())};
  }
  const protocols::Leaky& leaky = dynamics.leaky();
  return neurons::LeakyDynamics{.tau = duration(leaky.tau()),
                                .step = duration(leaky.step()),
                                .theta = leaky.theta(),
                                .frequency_error_ppm = leaky.frequency_error_ppm(),
                                .jitter = duration(leaky.jitter())};
}

std::optional<neurons::ContinuousLearning> continuous_of(const protocols::Learning& learning) {
  if (!learning.has_continuous()) return std::nullopt;
  return neurons::ContinuousLearning{duration(learning.continuous().tau()),
                                     duration(learning.continuous().at_most())};
}

}  // namespace

double machine_memory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

namespace {

std::filesystem::path existing(const protocols::Config& config, const char* field,
                               const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) {
    config.fail(field, fmt::format("there is no folder '{}'", folder.string()),
                "data sets are looked for below --data-dir or GAITSIM_DATA_DIR; tools/fetch-data "
                "gets the public ones");
  }
  return folder;
}

Dataset load_images(const protocols::Config& config, const std::filesystem::path& data_dir) {
  const protocols::Data& data = config.experiment().data();
  if (data.has_glyphs()) return make_glyphs(data.glyphs().train(), data.glyphs().test());
  if (data.has_noise()) {
    require_memory(config, "data.noise",
                   static_cast<double>(data.noise().units()) * data.noise().train(),
                   "use fewer units or samples");
    return make_noise(data.noise().units(), data.noise().classes(), data.noise().train());
  }
  if (data.has_cifar()) {
    return read_cifar(
        existing(config, "data.cifar.directory", data_dir / data.cifar().directory()));
  }
  return read_idx(existing(config, "data.idx.directory", data_dir / data.idx().directory()));
}

}  // namespace

Dataset load_dataset(const protocols::Config& config, const std::filesystem::path& data_dir) {
  Dataset data = load_images(config, data_dir);
  const std::size_t pool = config.experiment().data().pool();
  if (data.height % pool != 0 || data.width % pool != 0) {
    config.fail("data.pool", fmt::format("{} must divide the images' sides, {} x {}", pool,
                                         data.height, data.width));
  }
  return pooled(std::move(data), pool);
}

neurons::NetworkOptions network_shape(const protocols::Config& config, const Dataset& dataset) {
  const protocols::Experiment experiment = protocols::resolved(config.experiment());
  const auto widths = checked_widths(config, dataset);
  neurons::NetworkOptions out;
  out.widths = widths;
  out.reading = reading_of(experiment.network());
  out.classes = checked_classes(config, dataset, widths);
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
  require_memory(config, out);
  out.mismatch = experiment.learning().mismatch() == protocols::Learning::LEARN
                     ? neurons::Mismatch::kLearn
                     : neurons::Mismatch::kReject;
  out.dynamics = dynamics_of(experiment.dynamics());
  out.continuous = continuous_of(experiment.learning());
  out.site = wiring_of(config).site;
  out.seed = experiment.seed();
  return out;
}

std::vector<neurons::Weights> initial_weights(const protocols::Config& config,
                                              const std::vector<neurons::LayerShape>& shapes,
                                              const SetupOptions& options,
                                              neurons::Precision precision) {
  if (options.init_weights) return read_weights(*options.init_weights, shapes, precision);
  const protocols::Experiment& experiment = config.experiment();
  std::vector<neurons::Weights> out;
  for (const neurons::LayerShape& shape : shapes) {
    out.push_back(neurons::initial_weights(drawing_of(experiment), shape,
                                           static_cast<sim::Layer>(out.size()) + 1,
                                           experiment.seed(), precision));
  }
  return out;
}

neurons::NetworkOptions network_options(const protocols::Config& config, const Dataset& dataset,
                                        const SetupOptions& options) {
  neurons::NetworkOptions out = network_shape(config, dataset);
  out.initial = initial_weights(config, out.shapes(), options, out.precision);
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
