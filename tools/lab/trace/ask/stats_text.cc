// Statistics of a trace as tables.
#include <fmt/format.h>

#include "tools/lab/trace/ask/stats.h"

namespace lab::trace {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kNanosecondsInMicrosecond = 1000;

std::string microseconds(const Json& ns) {
  if (ns.is_null()) return "-";
  return fmt::format("{:.4g}", ns.get<double>() / kNanosecondsInMicrosecond);
}

std::string quantiles_text(const Json& quantiles) {
  std::string out;
  for (const char* name : {"min", "median", "p95", "max"}) {
    out += fmt::format("{:>10}", microseconds(quantiles[name]));
  }
  return out;
}

std::string links_text(const Json& links) {
  std::string out =
      fmt::format("{:<22}{:>10}{:>14}{:>8}{:>8}{:>10}{:>10}{:>10}{:>10}\n", "link", "messages",
                  "bytes", "lost", "twice", "min", "median", "95 %", "max us");
  for (const auto& [name, link] : links.items()) {
    out += fmt::format("{:<22}{:>10}{:>14}{:>8}{:>8}{}\n", name, link["messages"].dump(),
                       link["bytes"].dump(), link["lost"].dump(), link["duplicates"].dump(),
                       quantiles_text(link["latency_ns"]));
  }
  return out;
}

std::string times_text(const Json& layers) {
  std::string out = fmt::format("\n{:<32}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "from presentation to",
                                "samples", "min", "median", "95 %", "max us");
  for (const char* what : {"settled", "targeted", "learned"}) {
    for (const Json& layer : layers) {
      const Json& quantiles = layer[std::string(what) + "_ns"];
      out +=
          fmt::format("{:<32}{:>10}{}\n", fmt::format("{}, layer {}", what, layer["layer"].dump()),
                      quantiles["samples"].dump(), quantiles_text(quantiles));
    }
  }
  return out;
}

std::string histogram_text(const Json& histogram) {
  std::string out;
  for (const auto& [value, count] : histogram.items()) {
    out += fmt::format("  {}: {}", value, count.dump());
  }
  return out.empty() ? "  none" : out;
}

std::string layers_text(const Json& layers) {
  std::string out = fmt::format("\n{:<8}{:>10}{:>10}{:>10}{:>10}\n", "layer", "updates", "late",
                                "rejected", "missed");
  for (const Json& layer : layers) {
    out += fmt::format("{:<8}{:>10}{:>10}{:>10}{:>10}\n", layer["layer"].dump(),
                       layer["updates"].dump(), layer["late"].dump(), layer["rejected"].dump(),
                       layer["missed"].dump());
  }
  for (const Json& layer : layers) {
    out += fmt::format("\nlayer {}\n  staleness of updates (versions: updates) {}\n",
                       layer["layer"].dump(), histogram_text(layer["staleness"]));
    out += fmt::format("  samples that the target was behind      {}\n",
                       histogram_text(layer["mismatch"]));
  }
  return out;
}

}  // namespace

std::string stats_text(const Json& stats) {
  std::string out =
      links_text(stats["links"]) + times_text(stats["layers"]) + layers_text(stats["layers"]);
  out += fmt::format("\nmedian and 95 % are within {:.1f} % of the exact ones\n",
                     100 * stats["quantile_error"].get<double>());
  if (stats["overwritten_frames"].get<std::uint64_t>() > 0) {
    out += "the ring has overwritten older frames: they are not counted\n";
  }
  if (stats["damage"].get<std::uint64_t>() > 0) out += "the file is damaged: see trace info\n";
  return out;
}

}  // namespace lab::trace
