// What a convolutional layer sees of the layer below: one patch of its maps for every position of
// the kernel. The same synapses serve all positions, so that the patches of a batch are to them
// what its samples are to other layers: columns.
#pragma once

#include <memory>
#include <vector>

#include "neurons/tensor.h"

namespace neurons {

// How the units of a layer lie: (y, x, map), the map fastest, or (map, y, x) if planar.
struct Grid {
  Index height = 1, width = 1, maps = 1;
  bool planar = false;

  Index positions() const { return height * width; }
  Index units() const { return positions() * maps; }
  Index unit(Index y, Index x, Index map) const {
    return planar ? (map * height + y) * width + x : (y * width + x) * maps + map;
  }
};

// A square kernel over the first `filters` maps below. Steps of `stride` from the left upper
// corner.
struct Kernel {
  Index size = 1, stride = 1, filters = 1;
};

// Whether the kernel's steps end where the grid does.
bool fits(const Grid& below, const Kernel& kernel);
// Of a convolutional layer with square weights: size^2 filters maps at every position. REQUIRES:
// fits().
Grid grid_above(const Grid& below, const Kernel& kernel);

// Pure functions of matrices. Safe to share between threads.
class Patches {
 public:
  // For every position the units of the layer below that are seen, patch by patch. REQUIRES: each
  // patch is of the same size, which divides the number of sources.
  Patches(Index below, Index positions, std::vector<Index> sources);

  Index positions() const { return positions_; }
  Index size() const { return static_cast<Index>(sources_.size()) / positions_; }
  Index below() const { return below_; }  // units
  Index seen() const { return seen_; }    // of those, by any patch

  // (below, batch) -> (size, positions batch): the positions of the first sample, of the second, ..
  template <class Scalar>
  Matrix<Scalar> gather(const Matrix<Scalar>& below) const;
  // Back, (size, positions batch) -> (below, batch): what several patches say of one unit is summed
  // up, what none sees is 0. The transpose of gather.
  template <class Scalar>
  Matrix<Scalar> scatter(const Matrix<Scalar>& patches) const;

  // (positions size', batch) as (size', positions batch) and back: maps are next to each other.
  template <class Scalar>
  Matrix<Scalar> split(const Matrix<Scalar>& units) const {
    return units.reshaped(units.rows() / positions_, units.cols() * positions_);
  }
  template <class Scalar>
  Matrix<Scalar> join(const Matrix<Scalar>& columns) const {
    return columns.reshaped(columns.rows() * positions_, columns.cols() / positions_);
  }

 private:
  Index below_, positions_, seen_ = 0;
  std::vector<Index> sources_;
};

using PatchesPtr = std::shared_ptr<const Patches>;

PatchesPtr kernel_patches(const Grid& below, const Kernel& kernel);
// One patch, the first `units` units of the first `filters` maps, map after map: what a layer sees
// that is not convolutional itself. REQUIRES: there are so many.
PatchesPtr whole_patch(const Grid& below, Index filters, Index units);

}  // namespace neurons
