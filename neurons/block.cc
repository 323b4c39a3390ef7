#include "neurons/block.h"

#include <cmath>

namespace neurons {
namespace {

template <class Scalar>
class Relay final : public Block<Scalar> {
 public:
  explicit Relay(Index relayed) : relayed_(relayed) {}

  Matrix<Scalar> weights(const Matrix<Scalar>& q) const override {
    const Index size = q.rows() + relayed_;
    Matrix<Scalar> out = Matrix<Scalar>::Identity(size, size);
    out.topLeftCorner(q.rows(), q.cols()) = q;
    return out;
  }
  Matrix<Scalar> learned(const Matrix<Scalar>& w) const override {
    return w.topLeftCorner(w.rows() - relayed_, w.cols() - relayed_);
  }
  Matrix<Scalar> gradient(const Matrix<Scalar>& dw) const override { return learned(dw); }

 private:
  Index relayed_;
};

template <class Scalar>
class Rotation final : public Block<Scalar> {
 public:
  explicit Rotation(double sine)
      : sine_(static_cast<Scalar>(sine)),
        cosine_(static_cast<Scalar>(std::sqrt(1 - sine * sine))) {}

  Matrix<Scalar> weights(const Matrix<Scalar>& q) const override {
    const Index n = q.rows();
    Matrix<Scalar> out = cosine_ * Matrix<Scalar>::Identity(2 * n, 2 * n);
    out.topRightCorner(n, n) = sine_ * q;
    out.bottomLeftCorner(n, n) = -sine_ * q.transpose();
    return out;
  }
  Matrix<Scalar> learned(const Matrix<Scalar>& w) const override {
    return w.topRightCorner(w.rows() / 2, w.cols() / 2) / sine_;
  }
  Matrix<Scalar> gradient(const Matrix<Scalar>& dw) const override {
    const Index n = dw.rows() / 2;
    return sine_ * (dw.topRightCorner(n, n) - dw.bottomLeftCorner(n, n).transpose());
  }

 private:
  Scalar sine_, cosine_;
};

template <class Scalar>
class Residual final : public Block<Scalar> {
 public:
  Matrix<Scalar> weights(const Matrix<Scalar>& q) const override {
    return q + Matrix<Scalar>::Identity(q.rows(), q.cols());
  }
  Matrix<Scalar> learned(const Matrix<Scalar>& w) const override {
    return w - Matrix<Scalar>::Identity(w.rows(), w.cols());
  }
  Matrix<Scalar> gradient(const Matrix<Scalar>& dw) const override { return dw; }
};

template <class Scalar>
class Reversible final : public Block<Scalar> {
 public:
  Matrix<Scalar> weights(const Matrix<Scalar>& q) const override {
    const Index n = q.rows();
    Matrix<Scalar> out = Matrix<Scalar>::Zero(2 * n, 2 * n);
    out.topRightCorner(n, n).setIdentity();
    out.bottomLeftCorner(n, n).setIdentity();
    out.bottomRightCorner(n, n) = q;
    return out;
  }
  Matrix<Scalar> learned(const Matrix<Scalar>& w) const override {
    return w.bottomRightCorner(w.rows() / 2, w.cols() / 2);
  }
  Matrix<Scalar> gradient(const Matrix<Scalar>& dw) const override { return learned(dw); }
};

bool has_halves(const BlockOptions& options) {
  return std::holds_alternative<RotationBlock>(options) ||
         std::holds_alternative<ReversibleBlock>(options);
}

}  // namespace

Index relayed_units(const BlockOptions& options) {
  const auto* relay = std::get_if<RelayBlock>(&options);
  return relay == nullptr ? 0 : relay->relayed;
}

LayerShape learned_shape(const BlockOptions& options, const LayerShape& weights) {
  if (has_halves(options)) return {weights.units / 2, weights.inputs / 2};
  const Index relayed = relayed_units(options);
  return {weights.units - relayed, weights.inputs - relayed};
}

template <class Scalar>
std::unique_ptr<Block<Scalar>> make_block(const BlockOptions& options) {
  if (const auto* relay = std::get_if<RelayBlock>(&options)) {
    return std::make_unique<Relay<Scalar>>(relay->relayed);
  }
  if (const auto* rotation = std::get_if<RotationBlock>(&options)) {
    return std::make_unique<Rotation<Scalar>>(rotation->sine);
  }
  if (std::holds_alternative<ResidualBlock>(options)) return std::make_unique<Residual<Scalar>>();
  if (std::holds_alternative<ReversibleBlock>(options)) {
    return std::make_unique<Reversible<Scalar>>();
  }
  return nullptr;
}

template std::unique_ptr<Block<float>> make_block(const BlockOptions&);
template std::unique_ptr<Block<double>> make_block(const BlockOptions&);

}  // namespace neurons
