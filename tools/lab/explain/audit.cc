#include "tools/lab/explain/audit.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/ledger.h"
#include "tools/lab/setup/dataset_of.h"
#include "tools/lab/setup/network_of.h"
#include "tools/lab/watch/locality_meter.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;

Json crossed(const char* boundary, const char* where, const Crossing& crossing, std::string text) {
  return {{"boundary", boundary},
          {"where", where},
          {"messages", crossing.messages},
          {"bytes", crossing.bytes},
          {"text", std::move(text)}};
}

Json stayed(const char* what, const char* where, const Crossing& crossing) {
  return {
      {"what", what}, {"where", where}, {"messages", crossing.messages}, {"bytes", crossing.bytes}};
}

// Of n x n, from the longer side, formed, and multiplied by: 2 n numbers of weights each.
Json gram_matrix(const neurons::NetworkOptions& options, const LocalityMeter& meter) {
  const double scalar = options.precision == neurons::Precision::kFloat32 ? 4 : 8;
  std::uint64_t updates = 0;
  double bytes = 0, flops = 0;
  const auto shapes = options.shapes();
  for (sim::Layer l = 1; l <= options.layers(); ++l) {
    const auto regularizer = layer_options(options, l).regularizer;
    if (!regularizer) continue;
    const auto& [units, inputs] = shapes[static_cast<std::size_t>(l - 1)];
    const auto n = static_cast<double>(std::min(units, inputs));
    const auto weights = static_cast<double>(units * inputs);
    const std::uint64_t applied =
        meter.updates()[static_cast<std::size_t>(l - 1)] / regularizer->every_updates;
    updates += applied;
    bytes += static_cast<double>(applied) * n * n * scalar;
    flops += static_cast<double>(applied) * 4 * n * weights;
  }
  return {{"boundary", "Gram matrix"},
          {"where", "regularizer"},
          {"messages", 0},
          {"bytes", static_cast<std::uint64_t>(bytes)},
          {"updates", updates},
          {"flops", flops},
          {"text",
           "W^T W, or W W^T of a wide matrix: every synapse of a layer sees all others at every "
           "update"}};
}

Json all_crossed(const neurons::NetworkOptions& options, const LocalityMeter& meter) {
  const neurons::WayDownKind way = neurons::way_down_of(options.rule);
  const bool inverts =
      way == neurons::WayDownKind::kExactInverse || way == neurons::WayDownKind::kDampedInverse;
  const char* use = inverts                               ? "inverts"
                    : way == neurons::WayDownKind::kSigns ? "takes the signs of"
                                                          : "transposes";
  return {
      crossed("weight transport", "transport.*", meter.transport,
              fmt::format("weights move to the feedback population, which {} them", use)),
      crossed("oracle clock", "outside", meter.quiet,
              "the clock is told what no message can tell: that nothing is in flight"),
      crossed("global clock", "clock.*", meter.global_clock(),
              fmt::format("one clock hears of {} layers and orders them", meter.layers_heard())),
      gram_matrix(options, meter),
      crossed("slopes", "local.*", meter.slopes,
              "the derivative of a unit is told to another unit"),
      crossed("gain", "deliver.*, feedback.*", meter.gains,
              fmt::format("a number that no unit computes comes with the target; the largest "
                          "is {:.3g}",
                          meter.largest_gain)),
      crossed("errors", "deliver.*, feedback.*", meter.errors,
              "signed differences travel instead of targets that a unit could have"),
      crossed("coincidences", "local.*", meter.coincidences,
              "what stands at both ends of a synapse is told to the feedback synapse beside it"),
      crossed("reconstructions", "deliver.*", meter.reconstructions,
              "the error at the feedback synapse is told to the synapse beside it")};
}

}  // namespace

Json audit(const protocols::Config& config, const SetupOptions& setup) {
  const Dataset dataset = load_dataset(config, setup.data_dir);
  const DatasetBatches batches(dataset, batch_options(config, dataset));
  auto options = network_options(config, dataset, setup);
  options.samples = samples_of(config.experiment(), batches.steps_per_epoch());
  sim::InlineExecutor executor;
  const auto network =
      make_network(config, options, batches, laws_of(config, options.layers()), executor);
  LocalityMeter meter(options.layers());
  sim::Ledger<Message> ledger(options.layers());
  network->engine().watch(meter);
  network->engine().watch(ledger);
  network->begin();
  const auto samples = static_cast<std::uint64_t>(options.samples);
  while (ledger.steps() < samples || !network->in_flight().all_quiet()) {
    if (!network->engine().run_window()) break;
  }
  return {{"name", config.experiment().name()},
          {"rule", std::string(neurons::info_of(options.rule.kind).name)},
          {"clock", std::string(network->clock().scheme().name())},
          {"samples", ledger.presented()},
          {"wanted_samples", samples},
          {"messages", meter.all.messages},
          {"bytes", meter.all.bytes},
          {"crossed", all_crossed(options, meter)},
          {"stayed",
           {stayed("activity", "feedforward.*", meter.upward),
            stayed("activity to the feedback unit beside", "local.*", meter.local),
            stayed("targets", "deliver.*, feedback.*", meter.targets),
            stayed("activity to the readout, which only watches", "feedforward.readout",
                   meter.readout)}}};
}

}  // namespace lab
