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
// How hard they are: `gaitsim sweep configs/glyphs.textproto` (backpropagation of cross-entropy,
// 30000 training and 5000 test images, batch 100, 20 epochs of Adam from 1e-3 down half a cosine,
// seed 1) ends with a test accuracy of
//
//     784-10, a linear classifier                       85.0 %  (training: 87.4 %)
//     784-512-256-10, leaky ReLU                        99.1 %  (100 %)
//
// and with twice the epochs the first comes to 85.7 %.
Dataset make_glyphs(std::size_t train, std::size_t test, std::uint64_t seed = 1);

}  // namespace lab
