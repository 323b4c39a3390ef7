// Reads one text in Protobuf text format into a message, strictly. It knows no file.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "protocols/outline.h"

namespace protocols {

// `outline` is that of `text`. Throws FieldError with the place of the first fault.
void parse_text(const std::string& text, const Outline& outline,
                google::protobuf::Message& message);

}  // namespace protocols
