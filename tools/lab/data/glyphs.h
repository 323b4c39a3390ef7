// glyphs.h: ten handwritten digits, 28 x 28, that we draw ourselves: data for runs without a
// download. It knows no file and no network.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tools/lab/data/dataset.h"

namespace lab {

// Draws `train` and `test` digits; test may be 0. Image i of a split depends on (seed, split, i)
// only, so a larger set begins with the smaller one. Any ten images from a multiple of ten on are
// the ten digits, shuffled. 35000 images take 0.7 s on one core. Throws protocols::BadInput for 0
// training images or for more than 2^21 in a split. Any thread.
//
// How hard they are: test accuracy with seed 1, 30000 training and 5000 test images, inputs byte /
// 255, Adam. The first two minimise cross-entropy, batch 100, learning rate 1e-3 and a tenth of it
// in the last third of the epochs.
//
//     softmax regression, 40 epochs                                   85.7 %  (training: 88.3 %)
//     ReLU 784-512-256-10, 18 epochs                                  99.4 %
//     backprop, leaky ReLU 4 x (784 x 784), orthogonal start,
//       1/2 squared error on the first ten units, batch 60
//       learning rate 1e-4: after 1, 2, 3 epochs         96.7 %, 98.4 %, 98.9 %
//       learning rate 3e-4: after 1, 2, 3 epochs         98.4 %, 99.1 %, 99.3 %
Dataset make_glyphs(std::size_t train, std::size_t test, std::uint64_t seed = 1);

}  // namespace lab
