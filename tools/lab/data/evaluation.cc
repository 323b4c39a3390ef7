#include "tools/lab/data/evaluation.h"

#include "neurons/ends.h"
#include "neurons/layer.h"
#include "sim/fingerprint.h"
#include "tools/lab/data/dataset_batches.h"

namespace lab {
namespace {

constexpr std::size_t kChunk = 250;

template <class Scalar>
neurons::TensorPtr output_of(const neurons::NetworkOptions& options,
                             const std::vector<neurons::Weights>& weights,
                             neurons::TensorPtr activity) {
  for (sim::Layer l = 1; l <= options.layers(); ++l) {
    const neurons::Layer<Scalar> arithmetic(layer_options(options, l),
                                            weights[static_cast<std::size_t>(l - 1)]);
    activity = neurons::share(arithmetic.infer(activity->as<Scalar>()).activity);
  }
  return activity;
}

std::uint32_t correct_in(const neurons::NetworkOptions& options,
                         const std::vector<neurons::Weights>& weights, const Dataset& dataset,
                         std::size_t begin) {
  const std::size_t count = std::min(kChunk, dataset.test.count - begin);
  const auto input = columns_of(dataset, dataset.test, begin, count, options.precision);
  const auto output = options.precision == neurons::Precision::kFloat32
                          ? output_of<float>(options, weights, input)
                          : output_of<double>(options, weights, input);
  const auto first = dataset.test.labels.begin() + static_cast<std::ptrdiff_t>(begin);
  return neurons::score(*output, {first, first + static_cast<std::ptrdiff_t>(count)},
                        options.classes)
      .correct;
}

}  // namespace

std::optional<double> test_accuracy(const neurons::NetworkOptions& options,
                                    const std::vector<neurons::Weights>& weights,
                                    const Dataset& dataset, sim::Executor& executor) {
  if (dataset.test.count == 0) return std::nullopt;
  const std::size_t chunks = (dataset.test.count + kChunk - 1) / kChunk;
  std::vector<std::uint32_t> correct(chunks);
  executor.run_all(chunks, [&](std::size_t chunk) {
    correct[chunk] = correct_in(options, weights, dataset, chunk * kChunk);
  });
  std::uint64_t sum = 0;
  for (const std::uint32_t one : correct) sum += one;
  return static_cast<double>(sum) / static_cast<double>(dataset.test.count);
}

std::vector<neurons::Weights> weights_of(const neurons::Network& network) {
  std::vector<neurons::Weights> out;
  for (sim::Layer l = 1; l <= network.layers(); ++l) out.push_back(network.weights(l));
  return out;
}

std::uint64_t digest_of(const std::vector<neurons::Weights>& weights) {
  sim::Hash hash;
  for (const neurons::Weights& layer : weights) {
    hash.add(layer.weights->digest());
    hash.add(layer.bias->digest());
  }
  return hash.value();
}

}  // namespace lab
