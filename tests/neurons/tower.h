// A tower of layers with random numbers, and what DESIGN's formulas make of it when they are
// written out with dense matrices: nothing here calls a rule, a way down or an optimizer.
#pragma once

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <vector>

#include "neurons/rules.h"
#include "tests/neurons/numbers.h"

namespace neurons {

struct Tower {
  std::vector<Matrix<double>> w, b, y, z, slope;  // of layers 1 .. L at 1 .. L; y[0] is the input
  double below_zero = 0.25;                       // slope of f
  Matrix<double> label;                           // (classes, batch)

  int layers() const { return static_cast<int>(w.size()) - 1; }

  double f(double v) const { return v < 0 ? below_zero * v : v; }
  double f_inverse(double v) const { return v < 0 ? v / below_zero : v; }
  Matrix<double> inverse(const Matrix<double>& t) const {
    return t.unaryExpr([this](double v) { return f_inverse(v); });
  }

  void present() {
    for (int l = 1; l <= layers(); ++l) {
      const auto at = static_cast<std::size_t>(l);
      z[at] = w[at] * y[at - 1].topRows(w[at].cols());
      z[at].colwise() += b[at].col(0);
      y[at] = z[at].unaryExpr([this](double v) { return f(v); });
      slope[at] = z[at].unaryExpr([this](double v) { return v < 0 ? below_zero : 1.0; });
    }
  }

  // [label ; y_L of the other units]
  Matrix<double> top_target() const {
    Matrix<double> out = y.back();
    out.topRows(label.rows()) = label;
    return out;
  }

  double loss() const {
    return 0.5 * (y.back().topRows(label.rows()) - label).squaredNorm() /
           static_cast<double>(label.cols());
  }

  // How far the nearest unit is from the kink.
  double margin() const {
    double out = 1e300;
    for (std::size_t l = 1; l < y.size(); ++l) out = std::min(out, y[l].cwiseAbs().minCoeff());
    return out;
  }
};

// Widths n_0 .. n_L. Weights are orthogonal plus `bend` times normal numbers.
inline Tower make_tower(const std::vector<Index>& widths, double bend, std::uint64_t seed = 1,
                        Reading reading = Reading::kFirst) {
  Tower out;
  const std::size_t count = widths.size();
  const Index batch = 3, classes = 2;
  out.w.resize(count), out.b.resize(count), out.y.resize(count);
  out.z.resize(count), out.slope.resize(count);
  out.y[0] = random_matrix(widths[0], batch, seed);
  const auto shapes = layer_shapes(widths, reading);
  for (std::size_t l = 1; l < count; ++l) {
    const LayerShape& shape = shapes[l - 1];
    const std::uint64_t of_layer = seed * 100 + l;
    out.w[l] = random_orthogonal(shape, of_layer) +
               bend * random_matrix(shape.units, shape.inputs, of_layer);
    out.b[l] = 0.1 * random_matrix(shape.units, 1, seed * 200 + l);
  }
  out.label = Matrix<double>::Zero(classes, batch);
  for (Index c = 0; c < batch; ++c) out.label(c % classes, c) = 1;
  out.present();
  return out;
}

// t_l of layers 1 .. L by the formulas for targets, all of one width. Gains at `gain`.
struct DenseTargets {
  std::vector<Matrix<double>> t;
  std::vector<double> gain;
};

inline DenseTargets dense_targets(const Tower& tower, RuleKind kind, double gamma) {
  const auto top = static_cast<std::size_t>(tower.layers());
  DenseTargets out{std::vector<Matrix<double>>(top + 1), std::vector<double>(top + 1, 1.0)};
  out.t[top] = tower.top_target();
  for (std::size_t l = top; l > 1; --l) {
    const Matrix<double>& y = tower.y[l];
    Matrix<double> asked = out.t[l];  // TP
    if (kind == RuleKind::kItp) asked = y + gamma * (out.t[l] - y);
    if (kind == RuleKind::kGait) {
      asked = y.array() + gamma * tower.slope[l].array().square() * (out.t[l] - y).array();
    }
    Matrix<double> drive = tower.inverse(asked);
    drive.colwise() -= tower.b[l].col(0);
    out.t[l - 1] = tower.w[l].inverse() * drive;
    out.gain[l - 1] = kind == RuleKind::kTp ? 1 : out.gain[l] / gamma;
  }
  return out;
}

// d_l of layers 1 .. L by the formulas for differences.
inline std::vector<Matrix<double>> dense_differences(const Tower& tower, RuleKind kind) {
  const auto top = static_cast<std::size_t>(tower.layers());
  std::vector<Matrix<double>> d(top + 1);
  d[top] = tower.top_target() - tower.y[top];
  for (std::size_t l = top; l > 1; --l) {
    const Matrix<double> inverse = tower.w[l].inverse();
    const Matrix<double>& slope = tower.slope[l];
    switch (kind) {
      case RuleKind::kGait:
        d[l - 1] = inverse * slope.cwiseProduct(d[l]);
        break;
      case RuleKind::kItp:
        d[l - 1] = inverse * d[l].cwiseQuotient(slope);
        break;
      case RuleKind::kTp:
        d[l - 1] = inverse * (tower.inverse(tower.y[l] + d[l]) - tower.inverse(tower.y[l]));
        break;
      case RuleKind::kBp:
        d[l - 1] = tower.w[l].transpose() * slope.cwiseProduct(d[l]);
        break;
      case RuleKind::kSignSymmetry:
        d[l - 1] = tower.w[l].cwiseSign().transpose() * slope.cwiseProduct(d[l]) /
                   std::sqrt(static_cast<double>(tower.w[l].rows()));
        break;
      case RuleKind::kTopLayerOnly:
      default:  // of weights that a tower does not have
        d[l - 1] = Matrix<double>::Zero(tower.w[l].cols(), d[l].cols());
        break;
    }
  }
  return d;
}

}  // namespace neurons
