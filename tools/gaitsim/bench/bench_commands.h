// The measurements of gaitsim bench, each a command of its own, and what their options share.
#pragma once

#include <cmath>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "tools/gaitsim/commands.h"

namespace gaitsim {

void add_bench_all(CLI::App& bench, Action& action);
void add_bench_step(CLI::App& bench, Action& action);
void add_bench_clocks(CLI::App& bench, Action& action);
void add_bench_curves(CLI::App& bench, Action& action);
void add_bench_events(CLI::App& bench, Action& action);
void add_bench_phold(CLI::App& bench, Action& action);
void add_bench_threads(CLI::App& bench, Action& action);
void add_bench_trace(CLI::App& bench, Action& action);

// As PREFIX-width.svg and so on; told on standard error. Throws std::runtime_error.
void draw_curves(const nlohmann::ordered_json& result, const std::string& prefix);
// Throws protocols::BadInput now, before the work, if that could not be done later.
void require_drawable_curves(const std::string& prefix);

// As CLI::Range, which lets through what is no number.
inline CLI::Validator finite_range(double least, double most) {
  return CLI::Validator(
      [least, most](std::string& text) {
        const std::string refused = CLI::Range(least, most)(text);
        if (!refused.empty()) return refused;
        return std::isfinite(std::stod(text)) ? std::string() : "'" + text + "' is no number";
      },
      "");
}

template <class Options>
void add_sizes(CLI::App& command, Options& o, int least_width) {
  command.add_option("--width", o.width, "units of every layer")
      ->check(CLI::Range(least_width, 8192))
      ->capture_default_str();
  command.add_option("--layers", o.layers, "weight layers")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command.add_option("--batch", o.batch, "columns of a sample")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
}

}  // namespace gaitsim
