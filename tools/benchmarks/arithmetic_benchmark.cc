// The arithmetic of one layer, part by part. Every benchmark says GFLOP/s or GB/s, so that it can
// be held against the matrix product above it, which is what the machine can do.
#include <benchmark/benchmark.h>

#include "neurons/initial_weights.h"
#include "neurons/layer.h"
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

template <class Scalar>
void product(benchmark::State& state) {
  const Index n = state.range(0);
  const auto left = noise<Scalar>(n, n), right = noise<Scalar>(n, n);
  for (auto _ : state) {
    benchmark::DoNotOptimize(neurons::product(neurons::operand(left), neurons::operand(right)));
  }
  report(state, "GFLOP/s", 2 * cube(n));
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

BENCHMARK_TEMPLATE(product, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(gram, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(regularizer, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(exact_inverse, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(adam, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(inference, float)->Arg(256)->Arg(784);
BENCHMARK_TEMPLATE(product, double)->Arg(784);
BENCHMARK_TEMPLATE(exact_inverse, double)->Arg(784);

}  // namespace
