// The parameters of a plug-in: what a config says, in the types that the plug-in asked for.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/include/gaitsim/clock_plugin.h"

namespace lab {

// One value, as both sides have it.
struct PluginValue {
  std::string name, text;
  gaitsim_value value{};  // its "text" is set by as_array() only
};

// Throws protocols::BadInput, which says what is allowed: "must be a whole number, but is 'x'".
gaitsim_value parse_value(const gaitsim_parameter& parameter, std::string_view text);

// One value for every parameter, in their order; what is not given has its default. Throws
// ClockFault, which names the clock by its title, at "clock.plugin.parameter[i]" for an unknown
// name or a wrong value.
std::vector<PluginValue> plugin_values(
    const gaitsim_clock_plugin& plugin, const std::string& title,
    const std::vector<std::pair<std::string, std::string>>& given);

// As a plug-in takes them. Points into `values`.
std::vector<gaitsim_value> as_array(const std::vector<PluginValue>& values);

}  // namespace lab
