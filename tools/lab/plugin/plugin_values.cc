#include "tools/lab/plugin/plugin_values.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <span>

#include "protocols/duration.h"
#include "protocols/suggest.h"
#include "tools/lab/clock/clock_fault.h"

namespace lab {
namespace {

template <class Number>
Number parse_number(std::string_view text, const char* what) {
  Number out{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || !std::isfinite(static_cast<double>(out))) {
    throw protocols::BadInput(fmt::format("must be {}, but is '{}'", what, text));
  }
  return out;
}

std::span<const gaitsim_parameter> parameters_of(const gaitsim_clock_plugin& plugin) {
  return {plugin.parameters, static_cast<std::size_t>(plugin.parameter_count)};
}

std::size_t index_of(const gaitsim_clock_plugin& plugin, const std::string& title,
                     const std::string& name, const std::string& path) {
  std::vector<std::string> known;
  for (const gaitsim_parameter& parameter : parameters_of(plugin)) {
    if (name == parameter.name) return known.size();
    known.push_back(parameter.name);
  }
  throw ClockFault(path + ".name", fmt::format("clock '{}' has no parameter '{}'", title, name),
                   known.empty() ? "it has none at all" : protocols::suggest(name, known));
}

}  // namespace

gaitsim_value parse_value(const gaitsim_parameter& parameter, std::string_view text) {
  gaitsim_value out{0, 0, ""};
  switch (parameter.type) {
    case GAITSIM_DURATION:
      out.integer = protocols::parse_duration_ns(text);
      return out;
    case GAITSIM_NUMBER:
      out.number = parse_number<double>(text, "a number");
      return out;
    case GAITSIM_INTEGER:
      out.integer = parse_number<std::int64_t>(text, "a whole number");
      return out;
    case GAITSIM_TEXT:
      return out;
    default:
      throw protocols::BadInput(fmt::format("has the unknown type {}", parameter.type));
  }
}

std::vector<PluginValue> plugin_values(
    const gaitsim_clock_plugin& plugin, const std::string& title,
    const std::vector<std::pair<std::string, std::string>>& given) {
  std::vector<PluginValue> out;
  for (const gaitsim_parameter& p : parameters_of(plugin)) {
    const std::string text = p.fallback == nullptr ? "" : p.fallback;
    out.push_back({p.name, text, parse_value(p, text)});
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto& [name, text] = given[i];
    const std::string path = fmt::format("clock.plugin.parameter[{}]", i);
    const std::size_t index = index_of(plugin, title, name, path);
    try {
      out[index] = {name, text, parse_value(plugin.parameters[index], text)};
    } catch (const protocols::BadInput& problem) {
      throw ClockFault(path + ".value", fmt::format("parameter '{}' of clock '{}': {}", name, title,
                                                    problem.what()));
    }
  }
  return out;
}

std::vector<gaitsim_value> as_array(const std::vector<PluginValue>& values) {
  std::vector<gaitsim_value> out;
  for (const PluginValue& value : values) {
    out.push_back(value.value);
    out.back().text = value.text.c_str();
  }
  return out;
}

}  // namespace lab
