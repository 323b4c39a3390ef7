// Text inside of SVG and HTML, as content or in a quoted attribute.
#pragma once

#include <string>
#include <string_view>

namespace lab {

std::string xml_text(std::string_view text);

}  // namespace lab
