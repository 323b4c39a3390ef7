#include "sim/lookahead.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace sim {
namespace {

// Sets that grow together (union-find).
class Groups {
 public:
  explicit Groups(std::size_t actors) : parent_(actors) {
    std::iota(parent_.begin(), parent_.end(), 0u);
  }
  std::uint32_t of(std::uint32_t actor) {
    while (parent_[actor] != actor) actor = parent_[actor] = parent_[parent_[actor]];
    return actor;
  }
  void join(std::uint32_t a, std::uint32_t b) { parent_[of(a)] = of(b); }

 private:
  std::vector<std::uint32_t> parent_;
};

// Numbered from 0, in the order of their first actors.
std::vector<std::uint32_t> groups_below(Duration length, std::size_t actors,
                                        const std::vector<Reach>& links) {
  Groups groups(actors);
  for (const Reach& link : links) {
    if (link.least >= length) continue;
    if (link.to == kAnyone) return std::vector<std::uint32_t>(actors, 0);
    groups.join(link.from.value, link.to.value);
  }
  std::vector<std::uint32_t> number(actors, kAnyone.value), out;
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < actors; ++i) {
    std::uint32_t& its = number[groups.of(i)];
    if (its == kAnyone.value) its = count++;
    out.push_back(its);
  }
  return out;
}

double heaviest(const std::vector<std::uint32_t>& group_of, const std::vector<double>& work) {
  std::vector<double> sums(work.size(), 0);
  for (std::size_t i = 0; i < work.size(); ++i) sums[group_of[i]] += work[i];
  return *std::max_element(sums.begin(), sums.end());
}

bool spans_places(const std::vector<std::uint32_t>& group_of,
                  const std::vector<std::size_t>& place) {
  std::vector<std::size_t> place_of(place.size(), place.size());
  for (std::size_t i = 0; i < place.size(); ++i) {
    std::size_t& its = place_of[group_of[i]];
    if (its == place.size()) its = place[i];
    if (its != place[i]) return true;
  }
  return false;
}

}  // namespace

std::vector<std::uint32_t> joined_without_delay(std::size_t actors,
                                                const std::vector<Reach>& links) {
  return groups_below(Duration{1}, actors, links);
}

Lookahead find_lookahead(const std::vector<double>& work, const std::vector<Reach>& links,
                         double share, const std::vector<std::size_t>& place) {
  std::set<Duration> lengths;
  for (const Reach& link : links) {
    if (link.least.ns > 0) lengths.insert(link.least);
  }
  const double allowed = share * std::accumulate(work.begin(), work.end(), 0.0);
  Lookahead best;
  for (const Duration length : lengths) {
    std::vector<std::uint32_t> group_of = groups_below(length, work.size(), links);
    // Longer windows join more.
    if (heaviest(group_of, work) > allowed || spans_places(group_of, place)) break;
    best = {std::move(group_of), length};
  }
  return best;
}

}  // namespace sim
