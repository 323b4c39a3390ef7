#include "tools/lab/setup/shape_of.h"

#include <fmt/format.h>

#include "protocols/widths.h"
#include "tools/lab/setup/conv_shape.h"

namespace lab {
namespace {

using neurons::Index;

neurons::Reading reading_of(const protocols::Network& network) {
  if (network.has_rectangular()) return neurons::Reading::kAll;
  return network.first_layer() == protocols::Network::RECTANGULAR ? neurons::Reading::kAllAtFirst
                                                                  : neurons::Reading::kFirst;
}

std::size_t place(std::uint32_t layer) { return layer - 1; }

// Layers that a skip passes have its units beside their own.
void relay(const protocols::Network& network, const protocols::Skip& skip,
           neurons::NetworkOptions& out) {
  const Index units = protocols::relayed_units(network, skip);
  for (std::uint32_t l = skip.auxiliary().from() + 1; l < skip.auxiliary().to(); ++l) {
    out.widths.at(l) += units;
    out.blocks.at(place(l)) = neurons::RelayBlock{units};
  }
}

void set_blocks(const protocols::Network& network, neurons::NetworkOptions& out) {
  if (network.skip_size() > 0) out.blocks.resize(out.widths.size() - 1);
  for (const protocols::Skip& skip : network.skip()) {
    if (skip.has_auxiliary()) relay(network, skip, out);
    if (skip.has_rotation()) {
      out.blocks.at(place(skip.rotation().layer())) =
          neurons::RotationBlock{skip.rotation().sine()};
    }
    if (skip.has_residual()) {
      out.blocks.at(place(skip.residual().layer())) = neurons::ResidualBlock{};
    }
    if (skip.has_reversible()) {
      out.blocks.at(place(skip.reversible().layer())) = neurons::ReversibleBlock{};
    }
  }
}

// Of a square network the width is known by its data.
void require_halves(const protocols::Config& config, const neurons::NetworkOptions& out) {
  const protocols::Network& network = config.experiment().network();
  for (int i = 0; i < network.skip_size(); ++i) {
    const protocols::Skip& skip = network.skip(i);
    if (!skip.has_rotation() && !skip.has_reversible()) continue;
    const auto layer = skip.has_rotation() ? skip.rotation().layer() : skip.reversible().layer();
    const Index units = out.widths.at(layer);
    if (units % 2 == 0) continue;
    config.fail(fmt::format("network.skip[{}].{}.layer", i,
                            skip.has_rotation() ? "rotation" : "reversible"),
                fmt::format("layer {} has {} units, which have no halves", layer, units),
                "data with an even number of inputs, or a tower");
  }
}

void set_listed(const protocols::Config& config, const Dataset& dataset,
                neurons::NetworkOptions& out) {
  const protocols::Network& network = config.experiment().network();
  const auto pixels = static_cast<Index>(dataset.pixels());
  const protocols::Widths& widths = protocols::listed_widths(network);
  out.widths.assign(widths.begin(), widths.end());
  if (network.has_square()) out.widths.assign(network.square().hidden_layers() + 2, pixels);
  if (out.widths.front() == pixels) return;
  config.fail(fmt::format("{}[0]", protocols::path_of_widths(network)),
              fmt::format("the input of data set '{}' has {} units ({})", dataset.name, pixels,
                          sides_of(dataset)),
              "the first width is that of the input");
}

}  // namespace

void set_shape(const protocols::Config& config, const Dataset& dataset,
               neurons::NetworkOptions& out) {
  const protocols::Network& network = config.experiment().network();
  out.reading = reading_of(network);
  if (network.has_conv()) return set_conv(config, dataset, out);
  set_listed(config, dataset, out);
  set_blocks(network, out);
  require_halves(config, out);
}

}  // namespace lab
