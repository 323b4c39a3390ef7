// Numbers and times as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace lab {

std::string time_words(double ns);        // "12.5 us"
std::string count_words(double count);    // "12,345"
std::string bytes_words(double bytes);    // "1.2 MB"
std::string percent_words(double share);  // "12.3%"
// "-" for what is not known.
std::string number_words(const std::optional<double>& value, const char* form = "{:.4g}");

}  // namespace lab
