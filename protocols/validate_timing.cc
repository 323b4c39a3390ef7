// The links. Whether a pattern names any link is not known here.
#include <fmt/format.h>

#include "protocols/bandwidth.h"
#include "protocols/duration.h"
#include "protocols/validate_parts.h"

namespace protocols {
namespace {

void check_uniform(const std::string& path, const Uniform& law, Checks& checks) {
  const bool from = checks.duration(path + ".from", law.from(), 0);
  const bool to = checks.duration(path + ".to", law.to(), 0);
  if (!from || !to) return;
  checks.require(parse_duration_ns(law.from()) <= parse_duration_ns(law.to()), path,
                 fmt::format("from {} is more than to {}", law.from(), law.to()));
}

void check_lognormal(const std::string& path, const Lognormal& law, Checks& checks) {
  checks.duration(path + ".median", law.median(), 1);
  checks.require(law.has_sigma(), path + ".sigma", "is missing",
                 "the standard deviation of the logarithm, such as sigma: 0.3");
  checks.zero_or_more(path + ".sigma", law.sigma());
  checks.require(!(law.sigma() > 10), path + ".sigma", "must be at most 10",
                 "draws then differ by a factor of 20 000 from the median, and more");
}

void check_normal(const std::string& path, const Normal& law, Checks& checks) {
  checks.duration(path + ".mean", law.mean(), 0);
  checks.duration(path + ".sigma", law.sigma(), 0);
}

void check_delay(const std::string& path, const Delay& delay, Checks& checks) {
  checks.chosen(path, delay);
  if (delay.has_constant()) checks.duration(path + ".constant", delay.constant(), 0);
  if (delay.has_uniform()) check_uniform(path + ".uniform", delay.uniform(), checks);
  if (delay.has_exponential()) {
    checks.duration(path + ".exponential.mean", delay.exponential().mean(), 1);
  }
  if (delay.has_lognormal()) check_lognormal(path + ".lognormal", delay.lognormal(), checks);
  if (delay.has_normal()) check_normal(path + ".normal", delay.normal(), checks);
  checks.duration(path + ".minimum", delay.minimum(), 0);
}

void check_bursts(const std::string& path, const GilbertElliott& bursts, Checks& checks) {
  const auto require = [&](bool given, const char* field, const char* hint) {
    checks.require(given, path + field, "is missing", hint);
  };
  require(bursts.has_p_enter(), ".p_enter", "how often bursts begin, such as p_enter: 0.01");
  require(bursts.has_p_leave(), ".p_leave", "how often bursts end, such as p_leave: 0.2");
  checks.zero_to_one(path + ".p_enter", bursts.p_enter());
  checks.zero_to_one(path + ".p_leave", bursts.p_leave());
  checks.zero_to_one(path + ".loss_good", bursts.loss_good());
  checks.zero_to_one(path + ".loss_bad", bursts.loss_bad());
}

void check_bandwidth(const std::string& path, const std::string& text, Checks& checks) {
  try {
    parse_bytes_per_second(text);
  } catch (const BadInput& problem) {
    checks.require(false, path, problem.what());
  }
}

void check_down(const std::string& path, const Down& down, Checks& checks) {
  const bool from = checks.duration(path + ".from", down.from(), 0);
  const bool to = checks.duration(path + ".to", down.to(), 0);
  if (!from || !to) return;
  checks.require(parse_duration_ns(down.from()) < parse_duration_ns(down.to()), path,
                 fmt::format("from {} is not before to {}", down.from(), down.to()));
}

void check_link(const std::string& path, const Link& link, Checks& checks) {
  checks.require(!link.match().empty(), path + ".match", "must be a pattern of link names",
                 "such as match: \"feedback.*\"");
  if (link.has_delay()) check_delay(path + ".delay", link.delay(), checks);
  checks.zero_to_one(path + ".loss", link.loss());
  checks.zero_to_one(path + ".duplicate", link.duplicate());
  if (link.has_bursts()) check_bursts(path + ".bursts", link.bursts(), checks);
  check_bandwidth(path + ".bandwidth", link.bandwidth(), checks);
  for (int i = 0; i < link.down_size(); ++i) {
    check_down(fmt::format("{}.down[{}]", path, i), link.down(i), checks);
  }
}

}  // namespace

void check_timing(const Experiment& experiment, Checks& checks) {
  for (int i = 0; i < experiment.link_size(); ++i) {
    check_link(fmt::format("link[{}]", i), experiment.link(i), checks);
  }
}

}  // namespace protocols
