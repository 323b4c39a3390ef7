// How large the whole numbers of a config may be, field by field. Values are held to it, and who
// writes something that is no whole number is told the same.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>

namespace protocols {

struct Range {
  std::uint64_t least = 0;
  std::uint64_t most = UINT64_MAX;
};

// Drawn images of a split: 1.6 GB.
inline constexpr std::uint64_t kMostGlyphs = std::uint64_t{1} << 21;

// REQUIRES: a field of whole numbers.
Range range_of(const google::protobuf::FieldDescriptor& field);

}  // namespace protocols
