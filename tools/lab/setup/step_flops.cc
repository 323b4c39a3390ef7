#include "tools/lab/setup/step_flops.h"

#include <algorithm>

namespace lab {
namespace {

using neurons::WayDownKind;

constexpr double kProduct = 2, kGramShare = 0.5;  // flops of a product; of one for W^T W

// What an update reads and writes of every weight, in numbers.
double streams_of(const neurons::OptimizerOptions& optimizer) {
  if (std::holds_alternative<neurons::AdamOptions>(optimizer)) return 6;
  return std::get<neurons::SgdOptions>(optimizer).momentum == 0 ? 2 : 4;
}

double per_weight(const neurons::OptimizerOptions& optimizer) {
  if (std::holds_alternative<neurons::AdamOptions>(optimizer)) return 12;
  return std::get<neurons::SgdOptions>(optimizer).momentum == 0 ? 2 : 4;
}

// The matrix that credit goes down through, and what it is multiplied by: columns.
struct Passage {
  double rows, inputs, columns;
  double product() const { return kProduct * rows * inputs * columns; }
};

void add_way_down(const neurons::RuleOptions& rule, const Passage& w, StepFlops& out) {
  const double shorter = std::min(w.rows, w.inputs), cube = shorter * shorter * shorter;
  const bool refined = rule.residual > 0;
  switch (neurons::way_down_of(rule)) {
    case WayDownKind::kNone:
      return;
    // Two triangular solves; or an old inverse, what it misses, and once more.
    case WayDownKind::kExactInverse:
      out.down += (refined ? 3 : 1) * w.product();
      if (!refined) out.factorisation += 2.0 / 3.0 * cube;
      return;
    case WayDownKind::kDampedInverse:
      out.down += w.product() + kProduct * shorter * shorter * w.columns;
      out.factorisation += 2.0 / 3.0 * cube + kGramShare * kProduct * w.rows * w.inputs * shorter;
      return;
    case WayDownKind::kSigns:
      out.down += w.product() + 2 * w.rows * w.inputs;
      return;
    case WayDownKind::kTranspose:
    case WayDownKind::kFixed:
    case WayDownKind::kLearned:
      out.down += w.product();
  }
}

// Of a layer's own weights. Those of a kernel meet a patch for every position.
Passage passage_of(const neurons::NetworkOptions& options, double batch, sim::Layer l) {
  if (const auto patches = options.patches_of(l)) {
    const auto size = static_cast<double>(patches->size());
    return {size, size, batch * static_cast<double>(patches->positions())};
  }
  const neurons::LayerShape shape = options.shapes().at(static_cast<std::size_t>(l - 1));
  return {static_cast<double>(shape.units), static_cast<double>(shape.inputs), batch};
}

}  // namespace

StepFlops flops_of(const neurons::NetworkOptions& options, std::size_t batch, sim::Layer l) {
  StepFlops out;
  const double scalar = options.precision == neurons::Precision::kFloat64 ? 8 : 4;
  const auto layer = layer_options(options, l);
  const Passage w = passage_of(options, static_cast<double>(batch), l);
  const double weights = w.rows * w.inputs;
  out.forward = w.product();
  Passage way = w;
  if (neurons::is_direct(options.rule)) way.rows = static_cast<double>(options.widths.back());
  if (l > 1) add_way_down(options.rule, way, out);
  out.bytes = scalar * weights * (l > 1 ? 2 : 1);
  if (!layer.learns) return out;
  // Under Kolen and Pollack's rule feedback weights make the same step.
  const bool twice = l > 1 && options.rule.kind == neurons::RuleKind::kKolenPollack;
  const double steps = twice ? 2 : 1;
  out.gradient = steps * w.product();
  out.bytes += scalar * weights * steps * streams_of(options.optimizer);
  out.optimizer = steps * per_weight(options.optimizer) * weights;
  if (layer.regularizer) {
    out.regularizer = (kGramShare + 1) * kProduct * weights * std::min(w.rows, w.inputs);
  }
  return out;
}

StepFlops flops_of(const neurons::NetworkOptions& options, std::size_t batch) {
  StepFlops out;
  for (sim::Layer l = 1; l <= options.layers(); ++l) {
    const StepFlops layer = flops_of(options, batch, l);
    out.forward += layer.forward;
    out.down += layer.down;
    out.factorisation += layer.factorisation;
    out.gradient += layer.gradient;
    out.regularizer += layer.regularizer;
    out.optimizer += layer.optimizer;
    out.bytes += layer.bytes;
  }
  return out;
}

nlohmann::ordered_json to_json(const StepFlops& flops) {
  return {{"forward", flops.forward},
          {"down", flops.down},
          {"factorisation", flops.factorisation},
          {"gradient", flops.gradient},
          {"regularizer", flops.regularizer},
          {"optimizer", flops.optimizer},
          {"bytes", flops.bytes}};
}

}  // namespace lab
