// Which kernels run here.
#pragma once

#include <string_view>
#include <vector>

#include "neurons/kernels/kernels.h"

namespace neurons::kernels {

// Those that this machine can run, the best one first.
std::vector<const Kernels*> supported();

// The best one, or that which the environment variable GAITSIM_KERNELS names: chosen at the first
// call. Throws std::invalid_argument if there is no such one, or it cannot run here.
const Kernels& chosen();

template <class T>
const Table<T>& table(const Kernels& kernels);
template <>
inline const Table<float>& table(const Kernels& kernels) {
  return kernels.single;
}
template <>
inline const Table<double>& table(const Kernels& kernels) {
  return kernels.twice;
}

}  // namespace neurons::kernels
