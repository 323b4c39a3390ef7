// Can these convolutional layers be built? Whether they fit the images is not known here.
#include <fmt/format.h>

#include "protocols/validate_parts.h"

namespace protocols {
namespace {

void check_layer(const std::string& path, const ConvLayer& layer, Checks& checks) {
  checks.require(layer.has_size(), path + ".size", "is missing",
                 "the side of the kernel in units, such as size: 4");
  if (!layer.has_size() || !layer.has_stride()) return;
  checks.require(layer.stride() <= layer.size(), path + ".stride",
                 fmt::format("{} is more than the size of the kernel, {}: units between the "
                             "patches would be seen by none",
                             layer.stride(), layer.size()),
                 "a stride of the kernel's size leaves no gaps and no overlap");
}

}  // namespace

void check_conv(const Network& network, Checks& checks) {
  const Conv& conv = network.conv();
  checks.require(conv.layer_size() > 0, "network.conv.layer", "is missing",
                 "for example layer { size: 4 }");
  for (int i = 0; i < conv.layer_size(); ++i) {
    check_layer(fmt::format("network.conv.layer[{}]", i), conv.layer(i), checks);
  }
  for (int i = 1; i < conv.widths_size(); ++i) {
    checks.require(
        conv.widths(i) <= conv.widths(i - 1), fmt::format("network.conv.widths[{}]", i),
        fmt::format("widths never increase, but {} follows {}", conv.widths(i), conv.widths(i - 1)),
        fmt::format("at most {}", conv.widths(i - 1)));
  }
  checks.require(network.first_layer() != Network::RECTANGULAR, "network.first_layer",
                 "RECTANGULAR is for a tower; a kernel's weights are square", "leave it out");
}

}  // namespace protocols
