// White noise with random labels, in memory. It knows no network.
#pragma once

#include "tools/lab/data/dataset.h"

namespace lab {

// `train` images of `units` x 1 uniform bytes, and no test images. The same for every run.
// REQUIRES: every argument is positive, classes <= 256.
Dataset make_noise(std::size_t units, unsigned classes, std::size_t train);

}  // namespace lab
