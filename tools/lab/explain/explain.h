// What a config would do: graph, delays, lookahead, clock, order of events, what is not local.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "protocols/config.h"

namespace lab {

using Json = nlohmann::ordered_json;

// Reads the data set for its size; runs nothing. Throws protocols::BadInput.
Json explain(const protocols::Config& config, const std::filesystem::path& data_dir);

// The same for people.
std::string explanation_text(const Json& facts);

}  // namespace lab
