// Samples of a run: batches of a data set, in an order that epoch and seed decide.
#pragma once

#include <mutex>

#include "neurons/batches.h"
#include "tools/lab/data/dataset.h"

namespace lab {

struct BatchOptions {
  std::size_t batch = 1;  // REQUIRES: at most the number of training images
  bool shuffle = true;    // a new order in every epoch
  std::uint64_t seed = 1;
  neurons::Precision precision = neurons::Precision::kFloat32;
};

// "dataset" must outlive the batches.
class DatasetBatches final : public neurons::Batches {
 public:
  DatasetBatches(const Dataset& dataset, const BatchOptions& options);

  neurons::TensorPtr inputs(sim::Sample sample) const override;
  std::vector<std::uint8_t> labels(sim::Sample sample) const override;

  // The last, incomplete batch of an epoch is dropped.
  std::uint64_t steps_per_epoch() const { return dataset_.train.count / options_.batch; }

 private:
  std::vector<std::uint32_t> rows(sim::Sample sample) const;  // of the training images
  void order_for(std::uint64_t epoch) const;

  const Dataset& dataset_;
  BatchOptions options_;
  // The order of one epoch, kept because neighbours in time share it.
  mutable std::mutex mutex_;
  mutable std::uint64_t epoch_ = ~std::uint64_t{0};
  mutable std::vector<std::uint32_t> order_;
};

// Columns `begin` .. `begin + count` of a split, scaled to 0..1, (pixels, count).
neurons::TensorPtr columns_of(const Dataset& dataset, const Split& split, std::size_t begin,
                              std::size_t count, neurons::Precision precision);

}  // namespace lab
