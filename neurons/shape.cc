#include "neurons/shape.h"

namespace neurons {

std::vector<LayerShape> layer_shapes(const std::vector<Index>& widths, Reading reading) {
  std::vector<LayerShape> out;
  for (std::size_t l = 1; l < widths.size(); ++l) {
    const bool all = reading == Reading::kAll || (reading == Reading::kAllAtFirst && l == 1);
    out.push_back({widths[l], all ? widths[l - 1] : widths[l]});
  }
  return out;
}

}  // namespace neurons
