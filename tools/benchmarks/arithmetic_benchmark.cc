// The arithmetic of one layer, part by part. Every benchmark says GFLOP/s or GB/s, so that it can
// be held against the matrix product above it, which is what the machine can do.
#include <benchmark/benchmark.h>

#include <Eigen/LU>

#include "neurons/initial_weights.h"
#include "neurons/layer.h"
#include "neurons/lu.h"
#include "neurons/product.h"
#include "neurons/way_down.h"

namespace {

using benchmark::Counter;
using neurons::Index;
using neurons::Matrix;
using neurons::Precision;
constexpr Index kBatch = 60;

template <class Scalar>
Matrix<Scalar> noise(Index rows, Index cols) {
  return Matrix<Scalar>::Random(rows, cols);
}

template <class Scalar>
neurons::Weights orthogonal(Index units) {
  const auto precision = sizeof(Scalar) == 4 ? Precision::kFloat32 : Precision::kFloat64;
  return neurons::initial_weights(neurons::InitialWeights::kOrthogonal, {units, units}, 1, 1,
                                  precision);
}

// `amount`: of one iteration, in units of 10^9.
void report(benchmark::State& state, const char* unit, double amount) {
  state.counters[unit] = Counter(amount * 1e-9, Counter::kIsIterationInvariantRate);
}

double cube(Index n) {
  return static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(n);
}

// (rows, depth) times (depth, columns).
template <class Scalar>
void product(benchmark::State& state) {
  const auto left = noise<Scalar>(state.range(0), state.range(1)),
             right = noise<Scalar>(state.range(1), state.range(2));
  Matrix<Scalar> out(left.rows(), right.cols());
  for (auto _ : state) {
    neurons::multiply_into(out, neurons::operand(left), neurons::operand(right));
    benchmark::DoNotOptimize(out.data());
  }
  report(state, "GFLOP/s", 2.0 * static_cast<double>(left.size() * right.cols()));
}

template <class Scalar>
void product_by_eigen(benchmark::State& state) {
  const auto left = noise<Scalar>(state.range(0), state.range(1)),
             right = noise<Scalar>(state.range(1), state.range(2));
  Matrix<Scalar> out(left.rows(), right.cols());
  for (auto _ : state) benchmark::DoNotOptimize((out.noalias() = left * right).data());
  report(state, "GFLOP/s", 2.0 * static_cast<double>(left.size() * right.cols()));
}

template <class Scalar>
void factors(benchmark::State& state) {
  const auto matrix = noise<Scalar>(state.range(0), state.range(0));
  neurons::Lu<Scalar> lu;
  for (auto _ : state) lu.factorise(matrix);
  report(state, "GFLOP/s", 2.0 / 3 * cube(state.range(0)));
}

template <class Scalar>
void factors_by_eigen(benchmark::State& state) {
  const auto matrix = noise<Scalar>(state.range(0), state.range(0));
  Eigen::PartialPivLU<Matrix<Scalar>> lu;
  for (auto _ : state) lu.compute(matrix);
  report(state, "GFLOP/s", 2.0 / 3 * cube(state.range(0)));
}

// Half of a product: the other half is its mirror.
template <class Scalar>
void gram(benchmark::State& state) {
  const auto weights = noise<Scalar>(state.range(0), state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(neurons::gram(weights));
  report(state, "GFLOP/s", cube(state.range(0)));
}

template <class Scalar>
void regularizer(benchmark::State& state) {
  const auto weights = noise<Scalar>(state.range(0), state.range(0));
  Matrix<Scalar> gradient = Matrix<Scalar>::Zero(weights.rows(), weights.cols());
  for (auto _ : state) neurons::RegularizerGradient<Scalar>({}, weights).add_columns(0, gradient);
  report(state, "GFLOP/s", 3 * cube(state.range(0)));
}

// LU factors of new weights, and the batch through them.
template <class Scalar>
void exact_inverse(benchmark::State& state) {
  const Index n = state.range(0);
  const neurons::Weights weights = orthogonal<Scalar>(n);
  const auto batch = noise<Scalar>(n, kBatch);
  for (auto _ : state) {
    const auto way_down =
        neurons::make_way_down<Scalar>({.kind = neurons::WayDownKind::kExactInverse});
    way_down->take(weights.weights);
    benchmark::DoNotOptimize(way_down->down(batch));
  }
  report(state, "GFLOP/s", 2.0 / 3 * cube(n) + 2 * static_cast<double>(n * n * kBatch));
}

// Reads gradient, parameters and two moments, writes parameters and moments.
template <class Scalar>
void adam(benchmark::State& state) {
  const Index n = state.range(0);
  const auto optimizer = neurons::make_optimizer<Scalar>(neurons::AdamOptions{});
  const auto gradient = noise<Scalar>(n, n), parameters = noise<Scalar>(n, n);
  Matrix<Scalar> out(n, n);
  for (auto _ : state) benchmark::DoNotOptimize(optimizer->step(gradient, parameters, out));
  report(state, "GB/s", 7.0 * static_cast<double>(n * n) * sizeof(Scalar));
}

template <class Scalar>
void inference(benchmark::State& state) {
  const Index n = state.range(0);
  const neurons::Layer<Scalar> layer({}, orthogonal<Scalar>(n));
  const auto input = noise<Scalar>(n, kBatch);
  for (auto _ : state) benchmark::DoNotOptimize(layer.infer(input));
  report(state, "GFLOP/s", 2 * static_cast<double>(n * n * kBatch));
}

BENCHMARK_TEMPLATE(product, float)
    ->Args({784, 784, 60})
    ->Args({784, 60, 784})
    ->Args({256, 256, 60});
BENCHMARK_TEMPLATE(product_by_eigen, float)
    ->Args({784, 784, 60})
    ->Args({784, 60, 784})
    ->Args({256, 256, 60});
BENCHMARK_TEMPLATE(factors, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(factors_by_eigen, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(gram, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(regularizer, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(exact_inverse, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(adam, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(inference, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(product, double)->Args({784, 784, 60});
BENCHMARK_TEMPLATE(product_by_eigen, double)->Args({784, 784, 60});
BENCHMARK_TEMPLATE(exact_inverse, double)->Arg(784);

}  // namespace
