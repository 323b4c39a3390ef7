#include "neurons/patches.h"

#include <set>

namespace neurons {
namespace {

Index steps(Index side, const Kernel& kernel) { return (side - kernel.size) / kernel.stride + 1; }

bool divides(Index side, const Kernel& kernel) {
  return kernel.size <= side && (side - kernel.size) % kernel.stride == 0;
}

void add_patch(const Grid& below, const Kernel& kernel, Index top, Index left,
               std::vector<Index>& out) {
  for (Index y = top; y < top + kernel.size; ++y) {
    for (Index x = left; x < left + kernel.size; ++x) {
      for (Index map = 0; map < kernel.filters; ++map) out.push_back(below.unit(y, x, map));
    }
  }
}

}  // namespace

bool fits(const Grid& below, const Kernel& kernel) {
  return divides(below.height, kernel) && divides(below.width, kernel) &&
         kernel.filters <= below.maps;
}

Grid grid_above(const Grid& below, const Kernel& kernel) {
  return {steps(below.height, kernel), steps(below.width, kernel),
          kernel.size * kernel.size * kernel.filters};
}

Patches::Patches(Index below, Index positions, std::vector<Index> sources)
    : below_(below), positions_(positions), sources_(std::move(sources)) {
  seen_ = static_cast<Index>(std::set<Index>(sources_.begin(), sources_.end()).size());
}

template <class Scalar>
Matrix<Scalar> Patches::gather(const Matrix<Scalar>& below) const {
  const auto count = static_cast<Index>(sources_.size());
  Matrix<Scalar> out(size(), positions_ * below.cols());
  for (Index sample = 0; sample < below.cols(); ++sample) {
    const Scalar* from = below.col(sample).data();
    Scalar* to = out.data() + sample * count;
    for (Index i = 0; i < count; ++i) to[i] = from[sources_[static_cast<std::size_t>(i)]];
  }
  return out;
}

template <class Scalar>
Matrix<Scalar> Patches::scatter(const Matrix<Scalar>& patches) const {
  const auto count = static_cast<Index>(sources_.size());
  Matrix<Scalar> out = Matrix<Scalar>::Zero(below_, patches.cols() / positions_);
  for (Index sample = 0; sample < out.cols(); ++sample) {
    const Scalar* from = patches.data() + sample * count;
    Scalar* to = out.col(sample).data();
    for (Index i = 0; i < count; ++i) to[sources_[static_cast<std::size_t>(i)]] += from[i];
  }
  return out;
}

PatchesPtr kernel_patches(const Grid& below, const Kernel& kernel) {
  const Grid above = grid_above(below, kernel);
  std::vector<Index> sources;
  for (Index y = 0; y < above.height; ++y) {
    for (Index x = 0; x < above.width; ++x) {
      add_patch(below, kernel, y * kernel.stride, x * kernel.stride, sources);
    }
  }
  return std::make_shared<const Patches>(below.units(), above.positions(), std::move(sources));
}

PatchesPtr whole_patch(const Grid& below, Index filters, Index units) {
  std::vector<Index> sources;
  for (Index map = 0; map < filters; ++map) {
    for (Index y = 0; y < below.height; ++y) {
      for (Index x = 0; x < below.width; ++x) {
        if (static_cast<Index>(sources.size()) < units) sources.push_back(below.unit(y, x, map));
      }
    }
  }
  return std::make_shared<const Patches>(below.units(), 1, std::move(sources));
}

template Matrix<float> Patches::gather(const Matrix<float>&) const;
template Matrix<double> Patches::gather(const Matrix<double>&) const;
template Matrix<float> Patches::scatter(const Matrix<float>&) const;
template Matrix<double> Patches::scatter(const Matrix<double>&) const;

}  // namespace neurons
