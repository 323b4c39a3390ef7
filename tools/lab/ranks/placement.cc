#include "tools/lab/ranks/placement.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

#include "protocols/bad_input.h"
#include "tools/lab/setup/step_flops.h"

namespace lab {
namespace {

// "feedback3": a kind and a layer; without a number it belongs to no layer.
std::optional<sim::Layer> layer_of(const std::string& name) {
  const std::size_t digits = name.find_first_of("0123456789");
  return digits == std::string::npos ? std::nullopt : std::optional(std::stoi(name.substr(digits)));
}

struct Names {
  std::vector<std::string> all;
  sim::Layer layers;

  // Their rank is 0: the run itself asks them, or they hold the data.
  bool is_pinned(std::size_t actor) const {
    const auto layer = layer_of(all[actor]);
    return !layer || *layer == 0 || *layer > layers;
  }
};

// What must run on one rank, and the layer that it begins at.
struct Unit {
  sim::Layer layer = 0;
  double work = 0;
  std::vector<std::size_t> actors;
  bool pinned = false;
};

std::vector<Unit> units_of(const Names& names, const std::vector<double>& work,
                           std::vector<sim::Reach> links) {
  // Both halves of a layer, and its clock, stay together.
  std::map<sim::Layer, std::uint32_t> first;
  for (std::uint32_t i = 0; i < names.all.size(); ++i) {
    const sim::Layer layer = names.is_pinned(i) ? 0 : *layer_of(names.all[i]);
    const auto [it, fresh] = first.emplace(layer, i);
    if (!fresh) links.push_back({{it->second}, {i}, {0}});
  }
  const auto joined = sim::joined_without_delay(names.all.size(), links);
  std::map<std::uint32_t, Unit> units;
  for (std::size_t i = 0; i < names.all.size(); ++i) {
    Unit& unit = units[joined[i]];
    if (unit.actors.empty()) unit.layer = std::numeric_limits<sim::Layer>::max();
    unit.actors.push_back(i);
    unit.work += work[i];
    unit.pinned = unit.pinned || names.is_pinned(i);
    if (!names.is_pinned(i)) unit.layer = std::min(unit.layer, *layer_of(names.all[i]));
  }
  std::vector<Unit> out;
  for (auto& [number, unit] : units) out.push_back(std::move(unit));
  std::stable_sort(out.begin(), out.end(), [](const Unit& a, const Unit& b) {
    return std::pair(!a.pinned, a.layer) < std::pair(!b.pinned, b.layer);
  });
  return out;
}

struct Cost {  // of a placement: first the slowest rank, then what crosses
  double slowest = std::numeric_limits<double>::infinity(), bytes = 0;
  auto operator<=>(const Cost&) const = default;
};

// Slices of `units` for the ranks, in order; returns where each but the first begins. By dynamic
// programming: best[u] is the least cost of the first u units on so many ranks.
std::vector<std::size_t> slices(const std::vector<Unit>& units, std::size_t ranks,
                                const std::vector<double>& crossing) {
  const std::size_t n = units.size();
  std::vector<double> before(n + 1, 0);
  for (std::size_t u = 0; u < n; ++u) before[u + 1] = before[u] + units[u].work;
  std::vector<Cost> best(n + 1);
  for (std::size_t u = 1; u <= n; ++u) best[u] = {before[u], 0};
  std::vector<std::vector<std::size_t>> cut(ranks, std::vector<std::size_t>(n + 1, 0));
  for (std::size_t rank = 1; rank < ranks; ++rank) {
    std::vector<Cost> next = best;  // the rank has nothing
    for (std::size_t u = 0; u <= n; ++u) cut[rank][u] = u;
    for (std::size_t u = 1; u <= n; ++u) {
      for (std::size_t c = 1; c < u; ++c) {
        const Cost cost{std::max(best[c].slowest, before[u] - before[c]),
                        best[c].bytes + crossing[c]};
        if (cost < next[u]) {
          next[u] = cost;
          cut[rank][u] = c;
        }
      }
    }
    best = std::move(next);
  }
  std::vector<std::size_t> begins(ranks, 0);
  std::size_t end = n;
  for (std::size_t rank = ranks; rank-- > 1;) begins[rank] = end = cut[rank][end];
  return begins;
}

struct Wish {
  std::string pattern;
  std::size_t rank;
};

[[noreturn]] void refuse(const std::string& problem, const std::string& hint) {
  throw protocols::BadInput("--place " + problem + "\nhint: " + hint);
}

Wish parse_wish(const std::string& text, std::size_t ranks) {
  const std::size_t equals = text.rfind('=');
  Wish out{text.substr(0, equals), 0};
  const char* const end = text.data() + text.size();
  if (equals == std::string::npos || equals == 0 ||
      std::from_chars(text.data() + equals + 1, end, out.rank).ptr != end ||
      equals + 1 == text.size()) {
    refuse("'" + text + "' is no placement", "PATTERN=RANK, such as --place 'feedback[12]=1'");
  }
  if (out.rank >= ranks) {
    refuse(fmt::format("'{}': there is no rank {}", text, out.rank),
           fmt::format("ranks are 0 .. {}", ranks - 1));
  }
  return out;
}

// By actor, where somebody wants it; none elsewhere.
std::vector<std::optional<std::size_t>> wanted_ranks(const Names& names,
                                                     const PlacementOptions& options) {
  std::vector<std::optional<std::size_t>> out(names.all.size());
  for (const std::string& text : options.wanted) {
    const Wish wish = parse_wish(text, options.ranks);
    bool matches = false;
    for (std::size_t i = 0; i < names.all.size(); ++i) {
      if (fnmatch(wish.pattern.c_str(), names.all[i].c_str(), 0) != 0) continue;
      matches = true;
      if (names.is_pinned(i) && wish.rank != 0) {
        refuse(fmt::format("'{}': {} runs on rank 0", text, names.all[i]),
               "what can be placed are feedforward<l>, feedback<l>, population<l> and clock<l> of "
               "layers 1 .. " +
                   std::to_string(names.layers));
      }
      out[i] = wish.rank;
    }
    if (!matches) refuse("'" + text + "' matches no actor", "gaitsim explain CONFIG names them");
  }
  return out;
}

// Whoever has no delay to somebody who is wanted elsewhere goes with them.
void obey(const Names& names, const std::vector<std::optional<std::size_t>>& wanted,
          const std::vector<sim::Reach>& links, std::vector<std::size_t>& rank_of) {
  const auto joined = sim::joined_without_delay(names.all.size(), links);
  std::map<std::uint32_t, std::size_t> first;  // of a group, who is wanted somewhere
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i] && !names.is_pinned(i)) continue;
    const auto [it, fresh] = first.emplace(joined[i], i);
    if (fresh || wanted[it->second].value_or(0) == wanted[i].value_or(0)) continue;
    refuse(fmt::format("tears apart {} and {}, which links without delay join",
                       names.all[it->second], names.all[i]),
           "put them on one rank, or give the links between them a delay");
  }
  for (std::size_t i = 0; i < rank_of.size(); ++i) {
    const auto found = first.find(joined[i]);
    if (found != first.end() && wanted[found->second]) rank_of[i] = *wanted[found->second];
  }
}

// Activity and credit of one sample, where a slice begins.
std::vector<double> crossing_bytes(const std::vector<Unit>& units,
                                   const neurons::NetworkOptions& options, std::size_t batch) {
  std::vector<double> out;
  for (const Unit& unit : units) {
    const auto below = static_cast<std::size_t>(std::clamp(unit.layer - 1, 0, options.layers()));
    out.push_back(2.0 *
                  static_cast<double>(options.widths[below] * static_cast<neurons::Index>(batch)));
  }
  return out;
}

std::string remark_of(const std::vector<std::size_t>& rank_of, const std::vector<double>& work,
                      std::size_t ranks) {
  std::vector<double> of_rank(ranks, 0);
  for (std::size_t i = 0; i < work.size(); ++i) of_rank[rank_of[i]] += work[i];
  const auto idle = std::count(of_rank.begin(), of_rank.end(), 0);
  if (idle == 0) return {};
  return fmt::format(
      "{} of {} ranks have nothing to do: a layer runs on one rank, as does all that links without "
      "delay join",
      idle, ranks);
}

}  // namespace

std::vector<double> work_of(const neurons::NetworkOptions& options,
                            const neurons::WiringPlan& wiring, std::size_t batch) {
  std::vector<double> out;
  for (const std::string& name : neurons::actor_names(options.layers(), wiring)) {
    const auto layer = layer_of(name);
    const bool forward = name.starts_with("feedforward"), back = name.starts_with("feedback");
    const bool both = name.starts_with("population");
    if (!forward && !back && !both) {
      out.push_back(0);
      continue;
    }
    const StepFlops flops = flops_of(options, batch, *layer);
    const double down = flops.down + flops.factorisation;
    out.push_back((back ? 0 : flops.total() - down) + (forward ? 0 : down));
  }
  return out;
}

Placement place(const neurons::NetworkOptions& options, const neurons::WiringPlan& wiring,
                const std::vector<sim::Reach>& links, const PlacementOptions& wanted) {
  const Names names{neurons::actor_names(options.layers(), wiring), options.layers()};
  Placement out{
      std::vector<std::size_t>(names.all.size(), 0), work_of(options, wiring, wanted.batch), {}};
  const std::vector<Unit> units = units_of(names, out.work, links);
  const auto begins = slices(units, wanted.ranks, crossing_bytes(units, options, wanted.batch));
  for (std::size_t rank = 1; rank < wanted.ranks; ++rank) {
    const std::size_t end = rank + 1 < wanted.ranks ? begins[rank + 1] : units.size();
    for (std::size_t u = begins[rank]; u < end; ++u) {
      for (const std::size_t actor : units[u].actors) out.rank_of[actor] = rank;
    }
  }
  obey(names, wanted_ranks(names, wanted), links, out.rank_of);
  out.remark = remark_of(out.rank_of, out.work, wanted.ranks);
  return out;
}

}  // namespace lab
