// Names, not descriptors: the table is made when the program is compiled.
#include "protocols/ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace protocols {
namespace {

using google::protobuf::FieldDescriptor;

struct Row {
  std::string_view field;  // Block.field
  Range range;
};

// What is not here may be whatever its type can hold.
constexpr auto kRows = std::to_array<Row>({
    {"Data.batch", {1}},
    {"Data.classes", {1}},
    {"Data.pool", {1, 1000}},
    {"Glyphs.train", {1, kMostGlyphs}},
    {"Glyphs.test", {0, kMostGlyphs}},
    {"Noise.units", {1, 1'000'000}},
    {"Noise.classes", {1, 256}},
    {"Noise.train", {1, 1'000'000}},
    {"Square.hidden_layers", {0, 1000}},
    {"Tower.widths", {1}},
    {"Rectangular.widths", {1}},
    {"Conv.widths", {1}},
    {"ConvLayer.size", {1, 1000}},
    {"ConvLayer.stride", {1, 1000}},
    {"ConvLayer.filters", {1}},
    {"Auxiliary.from", {1}},
    {"Auxiliary.to", {3}},
    {"Rotation.layer", {1}},
    {"Residual.layer", {1}},
    {"Reversible.layer", {1}},
    {"Regularizer.every_steps", {1}},
    {"Retraction.every_steps", {1}},
    {"Neurons.memory", {1, 1'000'000}},
    {"Handshake.in_flight", {1, 1024}},
    {"Rest.every_samples", {0, 1'000'000'000'000}},
    {"Rest.noise_columns", {1, 100'000}},
    {"BackpropAlignment.every_updates", {1}},
    {"Schedule.epochs", {1, 1'000'000}},
    // A sample's number fits its type with room to spare.
    {"Schedule.steps", {1, 1'000'000'000'000'000}},
    {"Schedule.evaluate_every_steps", {1}},
    {"Checkpoint.every_steps", {1}},
    {"Trace.whole_every", {1}},
    {"Study.repeats", {1}},
});

std::uint64_t most_of(FieldDescriptor::CppType type) {
  return type == FieldDescriptor::CPPTYPE_UINT32 ? UINT32_MAX : UINT64_MAX;
}

}  // namespace

Range range_of(const FieldDescriptor& field) {
  const std::string name = fmt::format("{}.{}", field.containing_type()->name(), field.name());
  const auto row = std::ranges::find(kRows, name, &Row::field);
  const Range range = row == kRows.end() ? Range{} : row->range;
  return {range.least, std::min(range.most, most_of(field.cpp_type()))};
}

}  // namespace protocols
