// Smaller images: means of squares of pixels. For studies that need many short runs.
#pragma once

#include "tools/lab/data/dataset.h"

namespace lab {

// Every plane is pooled, its sides divided by `factor`; a mean is rounded to the nearest byte, .5
// up. REQUIRES: factor >= 1, and it divides both sides.
Dataset pooled(Dataset data, std::size_t factor);

}  // namespace lab
