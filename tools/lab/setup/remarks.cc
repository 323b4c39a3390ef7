#include "tools/lab/setup/remarks.h"

#include <fmt/format.h>

namespace lab {
namespace {

void remark_on_gamma(const protocols::Experiment& e, std::vector<std::string>& out) {
  const bool absolute = e.feedback().payload() == protocols::ABSOLUTE;
  const char* why = " has no effect: gamma cancels out of differences (feedback.payload)";
  if (absolute) return;
  if (e.rule().has_gait() && e.rule().gait().has_gamma()) {
    out.push_back(std::string("rule.gait.gamma") + why);
  }
  if (e.rule().has_gait() && e.rule().gait().top_only()) {
    out.push_back(std::string("rule.gait.top_only") + why);
  }
  if (e.rule().has_itp() && e.rule().itp().has_gamma()) {
    out.push_back(std::string("rule.itp.gamma") + why);
  }
}

void remark_on_the_end(const protocols::Experiment& e, std::uint64_t steps_per_epoch,
                       std::vector<std::string>& out) {
  const protocols::Schedule& run = e.run();
  if (!run.has_steps() || !run.has_epochs()) return;
  const std::uint64_t steps = run.epochs() * steps_per_epoch;
  if (run.steps() <= steps) return;
  out.push_back(
      fmt::format("run.steps {} has no effect: the {} epoch(s) of run.epochs end after {}",
                  run.steps(), run.epochs(), steps));
}

}  // namespace

std::vector<std::string> without_effect(const protocols::Experiment& e,
                                        std::uint64_t steps_per_epoch) {
  std::vector<std::string> out;
  remark_on_gamma(e, out);
  if (e.rule().has_bp() && e.has_feedback()) {
    out.push_back("feedback has no effect: bp sends errors through the transposed weights");
  }
  if (e.has_regularizer() && e.regularizer().lambda() == 0) {
    out.push_back("regularizer has no effect: lambda is 0");
  }
  remark_on_the_end(e, steps_per_epoch, out);
  return out;
}

}  // namespace lab
