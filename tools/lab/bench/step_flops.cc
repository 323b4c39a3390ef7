#include "tools/lab/bench/step_flops.h"

namespace lab {
namespace {

using neurons::WayDownKind;

constexpr double kProduct = 2, kGramShare = 0.625;  // flops of a product; of one for W^T W

double per_weight(const neurons::OptimizerOptions& optimizer) {
  if (std::holds_alternative<neurons::AdamOptions>(optimizer)) return 12;
  return std::get<neurons::SgdOptions>(optimizer).momentum == 0 ? 2 : 4;
}

// Of the weights of layer l, which have n columns and, as those of direct credit, `rows` rows.
void add_way_down(WayDownKind kind, double n, double rows, double batch, StepFlops& out) {
  if (kind == WayDownKind::kNone) return;
  out.down += kProduct * rows * n * batch;  // for LU two triangular solves
  if (kind == WayDownKind::kSigns) out.down += 2 * rows * n;
  if (kind == WayDownKind::kExactInverse) out.factorisation += 2.0 / 3.0 * n * n * n;
}

}  // namespace

StepFlops flops_of(const neurons::NetworkOptions& options, std::size_t batch) {
  StepFlops out;
  const double b = static_cast<double>(batch);
  const WayDownKind way = neurons::way_down_of(options.rule);
  for (sim::Layer l = 1; l <= options.layers(); ++l) {
    const auto layer = layer_options(options, l);
    const auto n = static_cast<double>(options.widths[static_cast<std::size_t>(l)]);
    const auto top = static_cast<double>(options.widths.back());
    out.forward += kProduct * n * n * b;
    if (l > 1) add_way_down(way, n, neurons::is_direct(options.rule) ? top : n, b, out);
    if (!layer.learns) continue;
    // Under Kolen and Pollack's rule feedback weights make the same step.
    const bool twice = l > 1 && options.rule.kind == neurons::RuleKind::kKolenPollack;
    const double steps = twice ? 2 : 1;
    out.gradient += steps * kProduct * n * n * b;
    out.optimizer += steps * per_weight(options.optimizer) * n * n;
    if (layer.regularizer) out.regularizer += (kGramShare + 1) * kProduct * n * n * n;
  }
  return out;
}

nlohmann::ordered_json to_json(const StepFlops& flops) {
  return {{"forward", flops.forward},
          {"down", flops.down},
          {"factorisation", flops.factorisation},
          {"gradient", flops.gradient},
          {"regularizer", flops.regularizer},
          {"optimizer", flops.optimizer}};
}

}  // namespace lab
