// How near the updates of the targets' rules are to those of backpropagation, by depth, and at
// which depth targets drown in rounding.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tools/lab/setup/setup.h"

namespace lab {

// The first sample of a config, its initial weights, and four ways to send credit down:
//   everywhere   ABSOLUTE targets, gamma at every layer, in the config's precision
//   top_only     ABSOLUTE targets, gamma at the output and 1 below, in the config's precision
//   difference   DIFFERENCE in the config's precision
//   difference32 DIFFERENCE in FLOAT32
// each compared with BP in FLOAT64 on the same batch: "layers" holds for every layer its number,
// how far below the output it is, and cosine and norm ratio of each way. "drowns_below" says for
// each way how far below the output the cosine first falls under 0.99, or null.
// Throws protocols::BadInput; the rule of the config must be gait or itp or tp.
nlohmann::ordered_json alignment(const protocols::Config& config, const SetupOptions& options);

// The same as a table for people, and as a picture.
std::string alignment_text(const nlohmann::ordered_json& facts);
std::string alignment_svg(const nlohmann::ordered_json& facts);

}  // namespace lab
