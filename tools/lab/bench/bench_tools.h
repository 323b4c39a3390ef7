// What measurements share.
#pragma once

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

#include "neurons/batches.h"
#include "neurons/initial_weights.h"
#include "sim/random.h"

namespace lab {

template <class Work>
double milliseconds(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// What is allocated now, whether or not the system has given memory for it. Not a number (in JSON:
// null) where a sanitizer has put an allocator of its own in place of the one that counts.
inline double megabytes_in_use() {
  const auto info = mallinfo2();
  const std::size_t bytes = info.uordblks + info.hblkhd;
  if (bytes == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(bytes) * 1e-6;
}

// REQUIRES: not empty.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Noise as images, with any label: the time of a step does not depend on what it learns.
class NoiseBatches final : public neurons::Batches {
 public:
  NoiseBatches(neurons::Index units, std::size_t batch, neurons::Precision precision,
               unsigned classes)
      : labels_(batch) {
    sim::Random random(1, 0, sim::Purpose::kModel);
    neurons::Matrix<double> values(units, static_cast<neurons::Index>(batch));
    for (neurons::Index i = 0; i < values.size(); ++i) values.data()[i] = random.uniform();
    inputs_ = neurons::in_precision(values, precision);
    for (std::uint8_t& label : labels_) label = static_cast<std::uint8_t>(random.below(classes));
  }
  neurons::TensorPtr inputs(sim::Sample) const override { return inputs_; }
  std::vector<std::uint8_t> labels(sim::Sample) const override { return labels_; }

 private:
  neurons::TensorPtr inputs_;
  std::vector<std::uint8_t> labels_;
};

}  // namespace lab
