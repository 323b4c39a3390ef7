#include "tools/lab/explain/explain.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "neurons/wiring.h"
#include "protocols/resolve.h"
#include "protocols/rule_facts.h"
#include "tools/lab/explain/order_of_events.h"
#include "tools/lab/setup/clock_plan.h"
#include "tools/lab/setup/dataset_of.h"
#include "tools/lab/setup/link_laws.h"
#include "tools/lab/setup/remarks.h"
#include "tools/lab/setup/rest_of.h"
#include "tools/lab/setup/setup.h"
#include "tools/lab/setup/wiring_of.h"

namespace lab {
namespace {

// What a layer sees of the one below.
neurons::Index read_by(const neurons::NetworkOptions& options, sim::Layer layer) {
  if (layer > options.layers()) return neurons::Index{options.classes};
  const neurons::PatchesPtr patches = options.patches_of(layer);
  return patches ? patches->seen() : options.shapes()[static_cast<std::size_t>(layer - 1)].inputs;
}

// Beside a plain matrix, in words; empty: nothing.
std::string structure_of(const neurons::NetworkOptions& options, sim::Layer layer) {
  if (const neurons::PatchesPtr patches = options.patches_of(layer)) {
    if (patches->positions() == 1) return "map after map";
    return fmt::format("one kernel for {} patches of {}", patches->positions(), patches->size());
  }
  const neurons::BlockOptions block = options.block(layer);
  if (const auto* relay = std::get_if<neurons::RelayBlock>(&block)) {
    return fmt::format("the last {} are relayed", relay->relayed);
  }
  if (const auto* rotation = std::get_if<neurons::RotationBlock>(&block)) {
    return fmt::format("rotation, sine {:.4g}", rotation->sine);
  }
  if (std::holds_alternative<neurons::ResidualBlock>(block)) return "residual";
  return std::holds_alternative<neurons::ReversibleBlock>(block) ? "reversible" : "";
}

Json network_facts(const neurons::NetworkOptions& options) {
  Json layers = Json::array();
  for (sim::Layer l = 1; l <= options.layers(); ++l) {
    const neurons::Index units = options.widths[static_cast<std::size_t>(l)];
    layers.push_back({{"layer", l},
                      {"units", units},
                      {"auxiliary", units - read_by(options, l + 1)},
                      {"reads_of_below", read_by(options, l)},
                      {"reads_patches", options.patches_of(l) != nullptr},
                      {"structure", structure_of(options, l)}});
  }
  return {{"inputs", options.widths.front()},
          {"classes", options.classes},
          {"weight_layers", options.layers()},
          {"layers", layers}};
}

Json link_facts(const std::vector<neurons::LinkPlan>& plans,
                const std::vector<sim::LinkLaw>& laws) {
  Json out = Json::array();
  for (std::size_t i = 0; i < plans.size(); ++i) {
    out.push_back({{"name", plans[i].name},
                   {"from", plans[i].from},
                   {"to", plans[i].to},
                   {"law", sim::describe(laws[i])},
                   {"least_delay_ns", sim::least_delay(laws[i]).ns}});
  }
  return out;
}

std::int64_t lookahead_ns(const std::vector<sim::LinkLaw>& laws) {
  std::int64_t least = sim::least_delay(laws.front()).ns;
  for (const sim::LinkLaw& law : laws) least = std::min(least, sim::least_delay(law).ns);
  return least;
}

// A block of the config under its own names.
Json block_facts(const google::protobuf::Message& block) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  SIM_CHECK(google::protobuf::util::MessageToJsonString(block, &text, options).ok(), text, "");
  return Json::parse(text);
}

// The scheme with the values of its parameters.
Json clock_facts(const protocols::Clock& clock, const ClockPlan& plan) {
  Json out = {{"name", plan.name},
              {"shipped", !clock.has_plugin() && !clock.has_remote()},
              {"oracle", plan.traits.oracle},
              {"per_layer", plan.traits.per_layer}};
  const auto* scheme = clock.GetReflection()->GetOneofFieldDescriptor(
      clock, clock.GetDescriptor()->FindOneofByName("scheme"));
  const auto& block = clock.GetReflection()->GetMessage(clock, scheme);
  out["parameters"] = block_facts(block);
  if (!out["shipped"]) {  // its parameters like fields, with the defaults that only it knows
    out["parameters"].erase("parameter");
    for (const auto& [name, value] : plan.parameters) out["parameters"][name] = value;
  }
  out["text"] = plan.text;
  return out;
}

Json non_local_facts(const neurons::NetworkOptions& options, bool oracle) {
  Json out = Json::array();
  const neurons::WayDownKind way = neurons::way_down_of(options.rule);
  if (options.layers() > 1 && neurons::needs_weights(way)) {
    const char* use = way == neurons::WayDownKind::kTranspose       ? "its transpose"
                      : way == neurons::WayDownKind::kSigns         ? "its signs"
                      : way == neurons::WayDownKind::kDampedInverse ? "its damped inverse"
                                                                    : "its inverse";
    out.push_back(fmt::format(
        "transport.2{}: every update sends the weights to the feedback population, which needs {}",
        options.layers() > 2 ? fmt::format(" .. transport.{}", options.layers()) : "", use));
  }
  if (oracle) out.push_back("the clock sees the event queue");
  if (options.retraction) {
    out.push_back("the retraction needs the whole of W: every synapse of a layer sees all others");
  }
  if (options.regularizer) {
    out.push_back("the regularizer needs W^T W: every synapse of a layer sees all others");
  }
  return out;
}

// What layers learn while they rest, each as a sentence.
Json rest_facts(const neurons::NetworkOptions& options) {
  Json out = Json::array();
  const bool learned = options.layers() > 1 &&  // nobody goes down through layer 1
                       neurons::way_down_of(options.rule) == neurons::WayDownKind::kLearned;
  switch (learned_feedback_options(options).by) {
    case neurons::FeedbackLearning::kSharedProduct:
      if (learned) out.push_back("forward and feedback weights: shared products, with a decay");
      break;
    case neurons::FeedbackLearning::kDelta:
      if (learned) out.push_back("feedback weights: the delta rule, towards the inverse");
      break;
    case neurons::FeedbackLearning::kDifferenceReconstruction:
      if (learned) {
        out.push_back("feedback weights: the difference reconstruction loss, towards W^T");
      }
      break;
    case neurons::FeedbackLearning::kMirror:
      if (learned) out.push_back("feedback weights: mirroring, towards W^T / decay");
      break;
    case neurons::FeedbackLearning::kKolenPollack:
      break;
  }
  if (options.rest.plasticity == neurons::RestPlasticity::kOja && options.layers() > 1) {
    out.push_back("forward weights: Oja's rule, through what feedback makes of the drive");
  }
  if (options.rest.plasticity == neurons::RestPlasticity::kLateral) {
    const bool matches = options.rest.lateral == neurons::LateralLearning::kSimilarityMatching;
    out.push_back(fmt::format("forward weights: lateral inhibition{}, without feedback",
                              matches ? " by similarity matching" : ""));
  }
  return out;
}

// Of rules that send what feedback.payload says, how it is coded; of others there is no choice.
Json rule_facts(const protocols::Rule& chosen, const neurons::RuleOptions& options) {
  const neurons::RuleInfo& rule = neurons::info_of(options.kind);
  const bool absolute = neurons::coding_of(options) == neurons::Coding::kAbsolute;
  Json out = {{"name", std::string(rule.name)}, {"formula", std::string(rule.formula)}};
  out["payload"] =
      protocols::goes_down_an_inverse(chosen) ? Json(absolute ? "ABSOLUTE" : "DIFFERENCE") : Json();
  return out;
}

}  // namespace

Json explain(const protocols::Config& config, const std::filesystem::path& data_dir) {
  const Dataset dataset = load_dataset(config, data_dir);
  const auto options = network_shape(config, dataset);
  const DatasetBatches batches(dataset, batch_options(config, dataset));
  const sim::Sample samples = samples_of(config.experiment(), batches.steps_per_epoch());
  require_rest_to_come(config, samples);
  const ClockPlan clock = clock_plan(config);
  const neurons::WiringPlan wiring = wiring_of(config);
  const auto plans = neurons::link_plans(options.layers(), wiring);
  const auto laws = link_laws(config, options.layers());
  Json out;
  out["name"] = config.experiment().name();
  out["data"] = {{"name", dataset.name},
                 {"train", dataset.train.count},
                 {"test", dataset.test.count},
                 {"sides", sides_of(dataset)},
                 {"batch", config.experiment().data().batch()},
                 {"steps_per_epoch", batches.steps_per_epoch()},
                 {"samples", samples}};
  out["network"] = network_facts(options);
  out["rule"] = rule_facts(config.experiment().rule(), options.rule);
  const protocols::Experiment resolved = protocols::resolved(config.experiment());
  out["optimizer"] = block_facts(resolved.optimizer());
  out["regularizer"] = options.regularizer ? block_facts(resolved.regularizer()) : Json();
  out["orthogonality"] =
      resolved.has_orthogonality() ? block_facts(resolved.orthogonality()) : Json();
  out["precision"] = protocols::Precision_Name(resolved.precision());
  out["clock"] = clock_facts(resolved.clock(), clock);
  out["rest"] = resolved.clock().has_rest() ? block_facts(resolved.clock().rest()) : Json();
  out["learns_at_rest"] = rest_facts(options);
  out["dynamics"] = block_facts(resolved.dynamics());
  if (resolved.learning().has_continuous()) {
    out["continuous"] = block_facts(resolved.learning().continuous());
  }
  out["feedback_site"] = protocols::Neurons::FeedbackSite_Name(resolved.neurons().feedback_site());
  out["mode"] =
      resolved.has_mode() ? block_facts(resolved.mode()) : Json{{"virtual", Json::object()}};
  out["memory"] = options.memory;
  out["lookahead_ns"] = lookahead_ns(laws);
  out["links"] = link_facts(plans, laws);
  out["order_of_events"] = order_of_events(resolved, options, wiring);
  out["non_local"] = non_local_facts(options, clock.traits.oracle);
  out["without_effect"] = without_effect(config.experiment(), batches.steps_per_epoch());
  return out;
}

}  // namespace lab
