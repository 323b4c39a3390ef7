// The blocks that must be there, and those of the run itself; the other parts have their own files.
#include "protocols/validate.h"

#include <fmt/format.h>

#include "protocols/validate_parts.h"

namespace protocols {
namespace {

void check_required(const Experiment& experiment, Checks& checks) {
  const auto require = [&](bool found, std::string_view block, std::string_view example) {
    checks.require(found, block, "this block is required, and missing",
                   fmt::format("for example {}", example));
  };
  require(experiment.has_data(), "data", "data { glyphs {} }");
  require(experiment.has_network(), "network", "network { square { hidden_layers: 4 } }");
  require(experiment.has_rule(), "rule", "rule { gait { gamma: 1e-3 } }");
  require(experiment.has_optimizer(), "optimizer", "optimizer { adam { learning_rate: 1e-4 } }");
  require(experiment.has_clock(), "clock", "clock { quiescence {} }");
  require(experiment.has_run(), "run", "run { epochs: 1 }");
}

void check_data(const Data& data, Checks& checks) {
  checks.chosen("data", data);
  const auto named = [&](const std::string& path, const std::string& directory) {
    checks.require(!directory.empty(), path, "must name the folder of the data set");
  };
  if (data.has_idx()) named("data.idx.directory", data.idx().directory());
  if (data.has_cifar()) named("data.cifar.directory", data.cifar().directory());
}

void check_dynamics(const Dynamics& dynamics, Checks& checks) {
  checks.chosen("dynamics", dynamics);
  if (dynamics.has_instant()) {
    checks.duration("dynamics.instant.processing", dynamics.instant().processing(), 0);
  }
  if (!dynamics.has_leaky()) return;
  const Leaky& leaky = dynamics.leaky();
  checks.duration("dynamics.leaky.tau", leaky.tau(), 1);
  checks.duration("dynamics.leaky.step", leaky.step(), 1);
  checks.above_zero("dynamics.leaky.theta", leaky.theta());
  checks.zero_or_more("dynamics.leaky.frequency_error_ppm", leaky.frequency_error_ppm());
  checks.duration("dynamics.leaky.jitter", leaky.jitter(), 0);
}

void check_continuous(const Experiment& experiment, Checks& checks) {
  const std::string path = "learning.continuous";
  const Continuous& continuous = experiment.learning().continuous();
  checks.duration(path + ".tau", continuous.tau(), 1);
  checks.duration(path + ".at_most", continuous.at_most(), 1);
  checks.require(experiment.dynamics().has_leaky(), path, "needs units that take time",
                 "dynamics { leaky {} }");
  checks.require(experiment.optimizer().has_sgd() && experiment.optimizer().sgd().momentum() == 0,
                 path, "needs sgd without momentum: it moves the weights along the gradient",
                 "optimizer { sgd {} }");
}

void check_mode(const Experiment& experiment, Checks& checks) {
  const Mode& mode = experiment.mode();
  checks.chosen("mode", mode);
  if (mode.has_paced()) checks.above_zero("mode.paced.factor", mode.paced().factor());
  if (!mode.has_wall()) return;
  checks.above_zero("mode.wall.scale", mode.wall().scale());
  checks.require(!experiment.probe().has_backprop_alignment(), "probe.backprop_alignment",
                 "cannot be with mode.wall: it compares the weights of all layers at one instant");
}

// A ring needs room for its header and some frames.
constexpr std::uint64_t kLeastTrace = 1'000'000;

void check_trace(const Trace& trace, Checks& checks) {
  checks.file_name("trace.file", trace.file());
  if (trace.max_bytes() != 0) checks.count("trace.max_bytes", trace.max_bytes(), kLeastTrace);
  checks.require(!trace.whole_from().empty(), "trace.whole_from", "is empty",
                 "a pattern of actor names, such as \"feedback*\"");
}

void check_observers(const Experiment& experiment, Checks& checks) {
  if (experiment.has_contract()) {
    checks.zero_or_more("contract.settled_residual", experiment.contract().settled_residual());
  }
  if (experiment.has_trace()) check_trace(experiment.trace(), checks);
}

}  // namespace

std::vector<Problem> problems_of(const Experiment& experiment) {
  Checks checks;
  check_ranges(experiment, "", checks);  // the first: the others compare numbers with each other
  checks.file_name("name", experiment.name());
  check_required(experiment, checks);
  if (experiment.has_data()) check_data(experiment.data(), checks);
  if (experiment.has_network()) check_network(experiment.network(), checks);
  check_learning(experiment, checks);
  check_inverse(experiment, checks);
  check_shape_of(experiment, checks);
  if (experiment.has_clock()) check_clock(experiment.clock(), checks);
  check_timing(experiment, checks);
  check_rest(experiment, checks);
  if (experiment.has_dynamics()) check_dynamics(experiment.dynamics(), checks);
  if (experiment.learning().has_continuous()) check_continuous(experiment, checks);
  if (experiment.has_checkpoint()) {
    checks.duration("checkpoint.every", experiment.checkpoint().every(), 1'000'000);
  }
  if (experiment.has_mode()) check_mode(experiment, checks);
  if (experiment.has_output()) checks.chosen("output", experiment.output());
  check_observers(experiment, checks);
  if (experiment.has_study()) check_study(experiment, checks);
  return checks.problems();
}

}  // namespace protocols
