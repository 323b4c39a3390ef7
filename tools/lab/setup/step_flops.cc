#include "tools/lab/setup/step_flops.h"

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

// Of the weights of layer l, which have n columns and, as those of direct credit, `rows` rows.
void add_way_down(const neurons::RuleOptions& rule, double n, double rows, double batch,
                  StepFlops& out) {
  const WayDownKind kind = neurons::way_down_of(rule);
  if (kind == WayDownKind::kNone) return;
  const bool exact = kind == WayDownKind::kExactInverse, refined = exact && rule.residual > 0;
  // For LU two triangular solves; refined: an old inverse, what it misses, and once more.
  out.down += (refined ? 3 : 1) * kProduct * rows * n * batch;
  if (kind == WayDownKind::kSigns) out.down += 2 * rows * n;
  if (exact && !refined) out.factorisation += 2.0 / 3.0 * n * n * n;
}

}  // namespace

StepFlops flops_of(const neurons::NetworkOptions& options, std::size_t batch, sim::Layer l) {
  StepFlops out;
  const double b = static_cast<double>(batch);
  const double scalar = options.precision == neurons::Precision::kFloat64 ? 8 : 4;
  const auto layer = layer_options(options, l);
  const auto n = static_cast<double>(options.widths[static_cast<std::size_t>(l)]);
  const auto top = static_cast<double>(options.widths.back());
  out.forward = kProduct * n * n * b;
  if (l > 1) add_way_down(options.rule, n, neurons::is_direct(options.rule) ? top : n, b, out);
  out.bytes = scalar * n * n * (l > 1 ? 2 : 1);
  if (!layer.learns) return out;
  // Under Kolen and Pollack's rule feedback weights make the same step.
  const bool twice = l > 1 && options.rule.kind == neurons::RuleKind::kKolenPollack;
  const double steps = twice ? 2 : 1;
  out.gradient = steps * kProduct * n * n * b;
  out.bytes += scalar * n * n * steps * streams_of(options.optimizer);
  out.optimizer = steps * per_weight(options.optimizer) * n * n;
  if (layer.regularizer) out.regularizer = (kGramShare + 1) * kProduct * n * n * n;
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
