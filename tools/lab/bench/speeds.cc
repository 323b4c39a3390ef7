#include "tools/lab/bench/speeds.h"

#include <algorithm>

#include "neurons/product.h"
#include "sim/team.h"
#include "tools/lab/bench/bench_tools.h"

namespace lab {
namespace {

using neurons::Index;
using neurons::Matrix;
constexpr int kTimes = 7;

template <class Work>
double median_ms(const Work& work) {
  std::vector<double> times;
  for (int i = 0; i < kTimes; ++i) times.push_back(milliseconds(work));
  return median(times);
}

template <class Scalar>
double gflops_of_products(Index n) {
  const Matrix<Scalar> a = Matrix<Scalar>::Random(n, n), b = Matrix<Scalar>::Random(n, n);
  Matrix<Scalar> c(n, n);
  sim::InlineExecutor alone;
  const sim::Team team(alone, 1);
  const double size = static_cast<double>(n);
  return 2 * size * size * size /
         (1e6 *
          median_ms([&] { neurons::multiply_into(c, neurons::operand(a), neurons::operand(b)); }));
}

template <class Scalar>
double gigabytes_of_sums(Index size) {
  const Matrix<Scalar> a = Matrix<Scalar>::Random(size, 1), b = Matrix<Scalar>::Random(size, 1);
  Matrix<Scalar> c(size, 1);
  const double bytes = 3 * static_cast<double>(size) * sizeof(Scalar);
  return bytes / (1e6 * median_ms([&] { c = a + b; }));
}

}  // namespace

double product_gflops(const StepBenchOptions& options) {
  const Index n = std::max<Index>(options.width, 512);
  const bool single = options.precision == neurons::Precision::kFloat32;
  return single ? gflops_of_products<float>(n) : gflops_of_products<double>(n);
}

double memory_gigabytes(const StepBenchOptions& options) {
  const Index size = options.width * options.width * options.layers;
  const bool single = options.precision == neurons::Precision::kFloat32;
  return single ? gigabytes_of_sums<float>(size) : gigabytes_of_sums<double>(size);
}

}  // namespace lab
