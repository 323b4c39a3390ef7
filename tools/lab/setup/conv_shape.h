// Convolutional layers for images of this size, and what is above them.
#pragma once

#include "neurons/network.h"
#include "protocols/config.h"
#include "tools/lab/data/dataset.h"

namespace lab {

// Sets widths and patches. Throws protocols::BadInput where kernels and images do not go together.
void set_conv(const protocols::Config& config, const Dataset& dataset,
              neurons::NetworkOptions& out);

}  // namespace lab
