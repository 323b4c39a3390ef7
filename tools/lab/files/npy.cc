#include "tools/lab/files/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "protocols/bad_input.h"
#include "tools/lab/files/look.h"
#include "tools/lab/files/whole_file.h"

namespace lab {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr char kMagic[] = "\x93NUMPY\x01";  // the zero byte at the end is the minor version
constexpr std::size_t kPreamble = 10;       // magic, version and length of the header
constexpr std::size_t kMostHeader = 4096;   // numpy writes 118 bytes
constexpr long kMostPerDimension = 1 << 24;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw protocols::BadInput(
      fmt::format("{}: {}\nhint: weights are .npy files of little-endian float64, C order, as "
                  "numpy.save writes them",
                  file.string(), what));
}

std::string bytes_of(const std::filesystem::path& file) {
  if (!is_there(file)) throw protocols::BadInput(file.string() + ": is not there");
  std::ifstream in(file, std::ios::binary);
  if (!in || !std::filesystem::is_regular_file(file)) {
    throw protocols::BadInput(file.string() + ": cannot be read");
  }
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string header_of(const std::filesystem::path& file, const std::string& bytes) {
  if (bytes.size() < kPreamble || std::memcmp(bytes.data(), kMagic, 8) != 0) {
    fail(file, "is no .npy file of version 1.0");
  }
  const auto low = static_cast<unsigned char>(bytes[8]);
  const auto high = static_cast<unsigned char>(bytes[9]);
  const std::size_t length = low + 256u * high;
  if (length > kMostHeader) fail(file, "has an absurd header");
  if (bytes.size() < kPreamble + length) fail(file, "ends within its header");
  return bytes.substr(kPreamble, length);
}

struct Shape {
  long rows = 0, cols = 1;
};

// "(3, 4)" or "(3,)", as numpy writes them.
bool read_shape(const char* text, Shape& shape) {
  int end = 0;  // set only when all of the pattern was there
  if (std::sscanf(text, "(%9ld , %9ld )%n", &shape.rows, &shape.cols, &end) == 2) return end > 0;
  return std::sscanf(text, "(%9ld ,)%n", &shape.rows, &end) == 1 && end > 0;
}

Shape shape_of(const std::filesystem::path& file, const std::string& header) {
  if (header.find("'<f8'") == std::string::npos) fail(file, "does not hold float64 ('<f8')");
  if (header.find("'fortran_order': False") == std::string::npos) fail(file, "is not in C order");
  Shape shape;
  const std::size_t at = header.find('(');
  if (at == std::string::npos || !read_shape(header.c_str() + at, shape)) {
    fail(file, fmt::format("has not one or two dimensions of at most {}", kMostPerDimension));
  }
  const auto absurd = [](long size) { return size < 0 || size > kMostPerDimension; };
  if (absurd(shape.rows) || absurd(shape.cols)) fail(file, "has an absurd shape");
  return shape;
}

std::string header_for(const std::string& shape) {
  std::string header =
      fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': {}, }}", shape);
  header.append((64 - (kPreamble + header.size() + 1) % 64) % 64, ' ');
  return header + '\n';
}

// A few at a time: a matrix of doubles would be twice as large as one of floats.
template <class Scalar>
void write_values(const neurons::Tensor& values, const Write& write) {
  const neurons::Matrix<Scalar>& matrix = values.as<Scalar>();
  std::vector<double> some;
  constexpr neurons::Index kSome = 1 << 13;
  for (neurons::Index at = 0; at < matrix.size(); at += kSome) {
    const neurons::Index end = std::min(at + kSome, matrix.size());
    some.assign(matrix.data() + at, matrix.data() + end);
    write({reinterpret_cast<const char*>(some.data()), some.size() * sizeof(double)});
  }
}

}  // namespace

neurons::Matrix<double> read_npy(const std::filesystem::path& file) {
  const std::string bytes = bytes_of(file);
  const std::string header = header_of(file, bytes);
  const Shape shape = shape_of(file, header);
  const std::size_t begin = kPreamble + header.size();
  const auto wanted = sizeof(double) * static_cast<std::size_t>(shape.rows * shape.cols);
  if (bytes.size() - begin != wanted) {
    fail(file, fmt::format("holds {} bytes of values, its shape ({}, {}) needs {}",
                           bytes.size() - begin, shape.rows, shape.cols, wanted));
  }
  RowMajor values(shape.rows, shape.cols);
  if (wanted > 0) std::memcpy(values.data(), bytes.data() + begin, wanted);  // data() may be null
  return values;
}

void write_npy(const std::filesystem::path& file, const neurons::Tensor& values, bool as_vector) {
  const std::string header =
      as_vector ? header_for(fmt::format("({},)", values.rows() * values.cols()))
                : header_for(fmt::format("({}, {})", values.cols(), values.rows()));
  std::string front(kMagic, 8);
  front += static_cast<char>(header.size() % 256);
  front += static_cast<char>(header.size() / 256);
  front += header;
  write_whole(file, [&](const Write& write) {
    write(front);
    values.precision() == neurons::Precision::kFloat64 ? write_values<double>(values, write)
                                                       : write_values<float>(values, write);
  });
}

}  // namespace lab
