#include "tools/lab/setup/conv_shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace lab {
namespace {

using neurons::Grid;
using neurons::Index;

// Convolutional layers one after the other, then what is above them.
class ConvShape {
 public:
  ConvShape(const protocols::Config& config, const Dataset& dataset, neurons::NetworkOptions& out)
      : config_(config), out_(out) {
    grid_ = {static_cast<Index>(dataset.height), static_cast<Index>(dataset.width),
             static_cast<Index>(dataset.planes), true};
    filters_ = grid_.maps;
    out_.widths = {grid_.units()};
  }

  void add(const protocols::ConvLayer& layer, int number) {
    const auto size = static_cast<Index>(layer.size());
    const neurons::Kernel kernel{size, layer.has_stride() ? Index{layer.stride()} : size, filters_};
    const std::string path = fmt::format("network.conv.layer[{}]", number);
    require_fit(path, kernel);
    out_.patches.push_back(neurons::kernel_patches(grid_, kernel));
    grid_ = neurons::grid_above(grid_, kernel);
    out_.widths.push_back(grid_.units());
    filters_ = layer.has_filters() ? Index{layer.filters()} : grid_.maps;
    if (filters_ <= grid_.maps) return;
    config_.fail(path + ".filters",
                 fmt::format("the layer has only {} maps, {} x {} of each of {}", grid_.maps, size,
                             size, kernel.filters),
                 fmt::format("1 to {}; without filters it is all", grid_.maps));
  }

  // The first one sees maps, the others the first units of the layer below.
  void add_above(Index width) {
    const bool in_order = grid_.positions() == 1 && filters_ == grid_.maps;
    const Index most = first_above_ ? filters_ * grid_.positions() : out_.widths.back();
    if (width > most) {
      config_.fail("network.conv.widths[0]",
                   fmt::format("{} units read as many of the layer below, which shows {}: {} maps "
                               "of {} x {}",
                               width, most, filters_, grid_.height, grid_.width),
                   fmt::format("at most {}, or more filters in the kernel below", most));
    }
    out_.patches.push_back(first_above_ && !in_order ? neurons::whole_patch(grid_, filters_, width)
                                                     : nullptr);
    out_.widths.push_back(width);
    first_above_ = false;
  }

 private:
  void require_fit(const std::string& path, const neurons::Kernel& kernel) const {
    if (neurons::fits(grid_, kernel)) return;
    if (kernel.size > std::min(grid_.height, grid_.width)) {
      config_.fail(path + ".size",
                   fmt::format("a kernel of {0} x {0} is larger than the {1} x {2} units of the "
                               "layer below",
                               kernel.size, grid_.height, grid_.width),
                   grid_.width == 1
                       ? "conv needs images, and these data have no width"
                       : fmt::format("at most {}", std::min(grid_.height, grid_.width)));
    }
    config_.fail(path,
                 fmt::format("a kernel of {0} x {0} in steps of {1} does not end with the "
                             "{2} x {3} units of the layer below",
                             kernel.size, kernel.stride, grid_.height, grid_.width),
                 "side - size must be a multiple of stride" + fitting(kernel));
  }

  // The sizes nearest to it that would, in these steps.
  std::string fitting(const neurons::Kernel& kernel) const {
    std::vector<Index> sizes;
    for (Index size = kernel.stride; size <= std::min(grid_.height, grid_.width); ++size) {
      if (neurons::fits(grid_, {size, kernel.stride, kernel.filters})) sizes.push_back(size);
    }
    std::ranges::stable_sort(sizes, {}, [&](Index size) { return std::abs(size - kernel.size); });
    sizes.resize(std::min<std::size_t>(sizes.size(), 3));
    if (sizes.empty()) return fmt::format("; no size fits with stride {}", kernel.stride);
    return fmt::format(": with stride {} a size of {}", kernel.stride, fmt::join(sizes, " or "));
  }

  const protocols::Config& config_;
  neurons::NetworkOptions& out_;
  Grid grid_;
  Index filters_ = 1;
  bool first_above_ = true;
};

}  // namespace

void set_conv(const protocols::Config& config, const Dataset& dataset,
              neurons::NetworkOptions& out) {
  const protocols::Conv& conv = config.experiment().network().conv();
  ConvShape shape(config, dataset, out);
  for (int i = 0; i < conv.layer_size(); ++i) shape.add(conv.layer(i), i);
  for (const std::uint32_t width : conv.widths()) shape.add_above(width);
  if (conv.widths_size() > 0 || out.patches.back()->positions() == 1) return;
  config.fail("network.conv.widths",
              "is missing: the class units would be maps of the kernel's first position alone",
              "a layer that sees all positions, such as widths: [256]");
}

}  // namespace lab
