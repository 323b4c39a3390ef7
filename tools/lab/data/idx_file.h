// idx_file.h: one file of unsigned bytes in the IDX format of MNIST, plain or gzip. It does not
// know what the bytes mean, nor which files make a dataset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace lab {

struct IdxArray {
  std::vector<std::size_t> shape;   // as the header says, slowest dimension first; none is 0
  std::vector<std::uint8_t> bytes;  // product of shape, row-major, at most 2^31
};

// Throws protocols::BadInput, naming the file, unless it is a complete IDX file of unsigned bytes
// with so many dimensions and nothing after them. A wrong header never makes it allocate much more
// than the file holds. Any thread.
IdxArray read_idx_file(const std::filesystem::path& file, unsigned dimensions);

}  // namespace lab
