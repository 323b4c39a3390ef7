#include "tools/lab/data/dataset_batches.h"

#include <numeric>

#include "sim/random.h"

namespace lab {
namespace {

template <class Scalar>
neurons::TensorPtr scaled(const Dataset& dataset, const Split& split,
                          const std::vector<std::uint32_t>& rows) {
  const std::size_t pixels = dataset.pixels();
  neurons::Matrix<Scalar> out(pixels, rows.size());
  const Scalar scale = Scalar{1} / static_cast<Scalar>(dataset.brightest);
  for (std::size_t c = 0; c < rows.size(); ++c) {
    const Eigen::Map<const Eigen::Matrix<std::uint8_t, Eigen::Dynamic, 1>> image(
        split.images.data() + rows[c] * pixels, static_cast<Eigen::Index>(pixels));
    out.col(static_cast<Eigen::Index>(c)) = image.cast<Scalar>() * scale;
  }
  return neurons::share(std::move(out));
}

neurons::TensorPtr scaled(const Dataset& dataset, const Split& split,
                          const std::vector<std::uint32_t>& rows, neurons::Precision precision) {
  if (precision == neurons::Precision::kFloat32) return scaled<float>(dataset, split, rows);
  return scaled<double>(dataset, split, rows);
}

// Fisher and Yates, with our own draws: std::shuffle differs between libraries.
void shuffle(std::vector<std::uint32_t>& order, std::uint64_t seed, std::uint64_t epoch) {
  sim::Random random(seed, epoch, sim::Purpose::kShuffle);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

}  // namespace

DatasetBatches::DatasetBatches(const Dataset& dataset, const BatchOptions& options)
    : dataset_(dataset), options_(options) {}

neurons::TensorPtr DatasetBatches::inputs(sim::Sample sample) const {
  return scaled(dataset_, dataset_.train, rows(sample), options_.precision);
}

std::vector<std::uint8_t> DatasetBatches::labels(sim::Sample sample) const {
  std::vector<std::uint8_t> out;
  for (const std::uint32_t row : rows(sample)) out.push_back(dataset_.train.labels[row]);
  return out;
}

std::vector<std::uint32_t> DatasetBatches::rows(sim::Sample sample) const {
  const auto number = static_cast<std::uint64_t>(sample);
  const std::scoped_lock lock(mutex_);
  order_for(number / steps_per_epoch());
  const auto begin = static_cast<std::ptrdiff_t>(number % steps_per_epoch() * options_.batch);
  return {order_.begin() + begin,
          order_.begin() + begin + static_cast<std::ptrdiff_t>(options_.batch)};
}

void DatasetBatches::order_for(std::uint64_t epoch) const {
  if (epoch == epoch_) return;
  order_.resize(dataset_.train.count);
  std::iota(order_.begin(), order_.end(), 0u);
  if (options_.shuffle) shuffle(order_, options_.seed, epoch);
  epoch_ = epoch;
}

neurons::TensorPtr columns_of(const Dataset& dataset, const Split& split, std::size_t begin,
                              std::size_t count, neurons::Precision precision) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin));
  return scaled(dataset, split, rows, precision);
}

}  // namespace lab
