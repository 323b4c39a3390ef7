#include "tools/lab/reference/alignment.h"

#include <fmt/format.h>

#include <cmath>

#include "neurons/initial_weights.h"
#include "tools/lab/pictures/line_plot.h"
#include "tools/lab/reference/plain_loop.h"
#include "tools/lab/setup/dataset_of.h"
#include "tools/lab/watch/likeness.h"

namespace lab {
namespace {

using Json = nlohmann::ordered_json;
using neurons::Coding;
using neurons::Matrix;
using neurons::Precision;

struct Way {
  std::string name, title;
  neurons::RuleOptions rule;
  Precision precision;
};

constexpr double kDrowned = 0.99;  // a cosine below this

std::vector<Way> ways_of(const neurons::NetworkOptions& options) {
  const bool single = options.precision == Precision::kFloat32;
  const std::string bits = single ? "float32" : "float64";
  neurons::RuleOptions everywhere = options.rule, top_only = options.rule,
                       difference = options.rule;
  everywhere.coding = top_only.coding = Coding::kAbsolute;
  everywhere.top_only = false;
  everywhere.adaptive = top_only.adaptive = difference.adaptive = 0;
  top_only.top_only = true;
  difference.coding = Coding::kDifference;
  const std::vector<Way> differences = {
      {"difference", "difference, " + bits, difference, options.precision},
      {"difference32", "difference, float32", difference, Precision::kFloat32}};
  // Whatever else goes down brings no target back to where it came from.
  if (way_down_of(options.rule) != neurons::WayDownKind::kExactInverse) return differences;
  std::vector<Way> out = {
      {"everywhere", "absolute targets, gamma everywhere, " + bits, everywhere, options.precision},
      {"top_only", "absolute targets, gamma at the top only, " + bits, top_only, options.precision},
      differences[0],
      differences[1]};
  if (options.rule.kind == neurons::RuleKind::kGait) {
    neurons::RuleOptions adaptive = everywhere;
    adaptive.adaptive = options.rule.adaptive == 0 ? 1e-7 : options.rule.adaptive;
    out.push_back(
        {"adaptive", "absolute targets, adaptive gamma, " + bits, adaptive, options.precision});
  }
  return out;
}

std::vector<neurons::Weights> in_precision(const std::vector<neurons::Weights>& weights,
                                           Precision precision) {
  std::vector<neurons::Weights> out;
  for (const neurons::Weights& w : weights) {
    out.push_back({neurons::in_precision(w.weights->to_double(), precision),
                   neurons::in_precision(w.bias->to_double(), precision), 0});
  }
  return out;
}

std::vector<Matrix<double>> gradients(neurons::NetworkOptions options, BatchOptions batch,
                                      const Dataset& dataset, const neurons::RuleOptions& rule,
                                      Precision precision) {
  options.rule = rule;
  options.precision = batch.precision = precision;
  options.initial = in_precision(options.initial, precision);
  const DatasetBatches batches(dataset, batch);
  return make_plain_loop(options, batches)->gradients(0);
}

Json compared(const Matrix<double>& update, const Matrix<double>& reference) {
  const Likeness found = likeness(update, reference).value_or(Likeness{NAN, NAN});
  return {{"cosine", found.cosine}, {"norm_ratio", found.norm_ratio}};
}

Json drowns_below(const Json& layers, const std::string& way) {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    const double cosine = (*layer)[way]["cosine"].get<double>();
    if (!(cosine >= kDrowned)) return (*layer)["below_output"];
  }
  return nullptr;
}

}  // namespace

Json alignment(const protocols::Config& config, const SetupOptions& setup) {
  const Dataset dataset = load_dataset(config, setup.data_dir);
  auto options = network_shape(config, dataset);
  neurons::RuleOptions absolute = options.rule;
  absolute.coding = Coding::kAbsolute;
  if (coding_of(absolute) == Coding::kDifference) {
    config.fail("rule", "only rules with targets are compared with bp", "choose gait, itp or tp");
  }
  if (way_down_of(options.rule) == neurons::WayDownKind::kLearned) {
    config.fail("feedback.inverse.learned", "cannot be compared: it has learned nothing yet",
                "run with probe { backprop_alignment {} }");
  }
  if (!options.patches.empty()) {
    config.fail("network.conv", "cannot be compared: absolute targets do not pass patches",
                "compare a tower, or run with probe { backprop_alignment {} }");
  }
  // Drawn in double; each way rounds them to its own precision.
  options.initial = initial_weights(config, options, setup, Precision::kFloat64);
  const BatchOptions batch = batch_options(config, dataset);
  const auto reference =
      gradients(options, batch, dataset, {.kind = neurons::RuleKind::kBp}, Precision::kFloat64);
  Json out, layers = Json::array(), titles, drowned;
  for (std::size_t l = 0; l < reference.size(); ++l) {
    layers.push_back({{"layer", l + 1}, {"below_output", reference.size() - 1 - l}});
  }
  for (const Way& way : ways_of(options)) {
    const auto found = gradients(options, batch, dataset, way.rule, way.precision);
    for (std::size_t l = 0; l < found.size(); ++l) {
      layers[l][way.name] = compared(found[l], reference[l]);
    }
    titles[way.name] = way.title;
    drowned[way.name] = drowns_below(layers, way.name);
  }
  out["name"] = config.experiment().name();
  out["rule"] = std::string(neurons::info_of(options.rule.kind).name);
  out["gamma"] = options.rule.gamma;
  out["ways"] = titles;
  out["layers"] = layers;
  out["drowns_below"] = drowned;
  return out;
}

std::string alignment_text(const Json& facts) {
  std::string out = fmt::format("{}: updates of {} against bp (float64) on one batch, gamma {}\n",
                                facts["name"].get<std::string>(), facts["rule"].get<std::string>(),
                                facts["gamma"].get<double>());
  out += fmt::format("each column: cosine, norm ratio\n\n{:>6} {:>6}", "layer", "below");
  for (const auto& [way, title] : facts["ways"].items()) out += fmt::format("  {:>22}", way);
  out += '\n';
  for (const Json& layer : facts["layers"]) {
    out += fmt::format("{:>6} {:>6}", layer["layer"].get<int>(), layer["below_output"].get<int>());
    for (const auto& [way, title] : facts["ways"].items()) {
      out += fmt::format("  {:>10.7f} {:>11.7g}", layer[way]["cosine"].get<double>(),
                         layer[way]["norm_ratio"].get<double>());
    }
    out += '\n';
  }
  out += '\n';
  for (const auto& [way, depth] : facts["drowns_below"].items()) {
    const std::string title = facts["ways"][way].get<std::string>();
    out += depth.is_null()
               ? fmt::format("{:<13} {}: cosine at least {} at every depth\n", way, title, kDrowned)
               : fmt::format("{:<13} {}: cosine below {} from {} below the output\n", way, title,
                             kDrowned, depth.get<int>());
  }
  return out;
}

std::string alignment_svg(const Json& facts) {
  LinePlot plot{.title = "Update against backpropagation, by depth",
                .x_label = "layers below the output",
                .y_label = "cosine",
                .lines = {},
                .y_from = -0.2,
                .y_to = 1};
  for (const auto& [way, title] : facts["ways"].items()) {
    Line line{title.get<std::string>(), {}};
    for (const Json& layer : facts["layers"]) {
      line.points.emplace_back(layer["below_output"].get<double>(),
                               layer[way]["cosine"].get<double>());
    }
    plot.lines.push_back(std::move(line));
  }
  return to_svg(plot);
}

}  // namespace lab
