// What to hint at where text was written without its quotes.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

namespace protocols {

// `put it in quotes: "10us"`. A duration or a bandwidth would be refused again without its unit: it
// gets one. REQUIRES: a field of text.
std::string quote_hint(const google::protobuf::FieldDescriptor& field, std::string_view got);

}  // namespace protocols
