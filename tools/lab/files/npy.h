// NumPy's .npy files, as far as weights need them: little-endian float64 of one or two
// dimensions, C order. Format: numpy.lib.format, version 1.0.
#pragma once

#include <filesystem>

#include "neurons/tensor.h"

namespace lab {

// A matrix; a vector becomes (n, 1). Throws protocols::BadInput for anything else.
neurons::Matrix<double> read_npy(const std::filesystem::path& file);

// The transpose of the values, whose columns lie one after the other as rows do in the file; or a
// vector of them all. Written whole or not at all. Throws std::runtime_error if it cannot be
// written.
void write_npy(const std::filesystem::path& file, const neurons::Tensor& values, bool as_vector);

}  // namespace lab
