// The layers of a network for images of this size: how wide they are and what they see of the layer
// below.
#pragma once

#include "neurons/network.h"
#include "protocols/config.h"
#include "tools/lab/data/dataset.h"

namespace lab {

// Sets widths, reading, blocks and patches. Throws protocols::BadInput where config and images do
// not go together.
void set_shape(const protocols::Config& config, const Dataset& dataset,
               neurons::NetworkOptions& out);

}  // namespace lab
