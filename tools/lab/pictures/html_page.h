// The frame of an HTML page that needs nothing else, and its look. It knows no content.
#pragma once

#include <string>
#include <string_view>

namespace lab {

// From the doctype to the opened body. `style` comes after what all pages share.
std::string html_begin(std::string_view title, std::string_view style = "");
std::string html_end();

}  // namespace lab
