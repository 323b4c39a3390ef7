#include "tools/lab/setup/remarks.h"

#include <fmt/format.h>

#include "protocols/duration.h"
#include "protocols/rule_facts.h"
#include "tools/lab/setup/rule_of.h"
#include "tools/lab/setup/setup.h"

namespace lab {
namespace {

// Of those, feedback.inverse.learned is read.
bool learns_its_way_down(const protocols::Rule& rule) {
  return rule.has_dtp() || rule.has_drl() || rule.has_weight_mirror();
}

std::string name_of(const protocols::Rule& rule) {
  const auto* oneof = rule.GetDescriptor()->FindOneofByName("rule");
  return rule.GetReflection()->GetOneofFieldDescriptor(rule, oneof)->name();
}

// Those that have no targets to choose an inverse or a payload for.
void remark_on_feedback(const protocols::Experiment& e, std::vector<std::string>& out) {
  if (!e.has_feedback() || goes_down_an_inverse(e.rule())) return;
  if (!learns_its_way_down(e.rule())) {
    out.push_back(
        fmt::format("feedback has no effect: {} sends errors its own way", name_of(e.rule())));
  } else if (e.feedback().has_payload()) {
    out.push_back(
        fmt::format("feedback.payload has no effect: {} sends differences", name_of(e.rule())));
  }
}

void remark_on_steps(const protocols::Experiment& e, std::vector<std::string>& out) {
  const double step = e.rule().has_dtp() ? e.rule().dtp().step() : e.rule().drl().step();
  if (!(e.rule().has_dtp() || e.rule().has_drl()) || e.precision() == protocols::FLOAT64) return;
  if (step >= 1e-4) return;
  out.push_back(fmt::format(
      "rule.{}.step below 1e-4 drowns in the rounding of FLOAT32: precision: FLOAT64 bears less",
      name_of(e.rule())));
}

void remark_on_residual(const protocols::Experiment& e, std::vector<std::string>& out) {
  const double residual = e.feedback().inverse().exact().residual();
  const double least = e.precision() == protocols::FLOAT64 ? 1e-14 : 1e-6;
  if (e.feedback().inverse().exact().method() != protocols::Exact::REFINED) return;
  if (residual >= least) return;
  out.push_back(
      fmt::format("feedback.inverse.exact.residual {:g} is less than this precision reaches: every "
                  "update makes the inverse anew, at three times the cost of LU",
                  residual));
}

// What of feedback.inverse.learned the way in which it learns does not read.
void remark_on_learned(const protocols::Experiment& e, std::vector<std::string>& out) {
  const protocols::Learned& learned = e.feedback().inverse().learned();
  if (learns_its_way_down(e.rule()) && e.feedback().inverse().inverse_case() != 0 &&
      !e.feedback().inverse().has_learned()) {
    out.push_back(
        fmt::format("feedback.inverse has no effect: {} learns its way down", name_of(e.rule())));
  }
  const auto by = protocols::learning_of(e);
  const std::string word = protocols::Learned::By_Name(by);
  const auto unread = [&](bool given, const char* field) {
    if (!given) return;
    out.push_back(fmt::format("feedback.inverse.learned.{} has no effect by {}", field, word));
  };
  if (by == protocols::Learned::SHARED_PRODUCT) return;
  unread(learned.has_decay() && by != protocols::Learned::MIRROR, "decay");
  unread(learned.has_late_decay(), "late_decay");
  unread(learned.has_early_rounds(), "early_rounds");
  if (by == protocols::Learned::DELTA && e.orthogonality().has_oja_rest()) {
    out.emplace_back("orthogonality.oja_rest has no effect by DELTA: its error is 0 whatever W is");
  }
}

void remark_on_rest(const protocols::Experiment& e, std::vector<std::string>& out) {
  const bool learned = learns_its_way_down(e.rule()) ||
                       (goes_down_an_inverse(e.rule()) && e.feedback().inverse().has_learned());
  const bool at_rest = e.orthogonality().has_oja_rest() || e.orthogonality().has_lateral();
  if (!e.clock().has_rest() || learned || at_rest) return;
  out.emplace_back("clock.rest has no effect: nothing learns at rest");
}

void remark_on_gamma(const protocols::Experiment& e, std::vector<std::string>& out) {
  const bool absolute = e.feedback().payload() == protocols::ABSOLUTE;
  const auto cancels = [&out](const char* field) {
    out.push_back(fmt::format(
        "{} has no effect: gamma cancels out of differences (feedback.payload)", field));
  };
  if (e.rule().gait().has_adaptive_gamma()) {
    if (e.rule().gait().has_gamma() || e.rule().gait().has_top_only()) {
      out.emplace_back("rule.gait.gamma and top_only have no effect beside adaptive_gamma");
    }
    if (absolute && e.precision() == protocols::FLOAT32 &&
        e.rule().gait().adaptive_gamma().c() < 1e-4) {
      out.emplace_back(
          "rule.gait.adaptive_gamma.c below 1e-4 drowns in the rounding of FLOAT32: absolute "
          "targets want precision: FLOAT64");
    }
    if (!absolute) cancels("rule.gait.adaptive_gamma");
    return;
  }
  if (absolute) return;
  if (e.rule().has_gait() && e.rule().gait().has_gamma()) cancels("rule.gait.gamma");
  if (e.rule().has_gait() && e.rule().gait().top_only()) cancels("rule.gait.top_only");
  if (e.rule().has_itp() && e.rule().itp().has_gamma()) cancels("rule.itp.gamma");
}

void remark_on_minimum(const protocols::Experiment& e, std::vector<std::string>& out) {
  for (int i = 0; i < e.link_size(); ++i) {
    const protocols::Delay& delay = e.link(i).delay();
    if (!delay.has_constant() || protocols::parse_duration_ns(delay.minimum()) <=
                                     protocols::parse_duration_ns(delay.constant())) {
      continue;
    }
    out.push_back(fmt::format("link[{}].delay.minimum {} has no effect: {} is constant", i,
                              delay.minimum(), delay.constant()));
  }
}

void remark_on_transport(const protocols::Experiment& e, std::vector<std::string>& out) {
  if (needs_weights(way_down_of(rule_options(e)))) return;
  for (int i = 0; i < e.link_size(); ++i) {
    if (!e.link(i).match().starts_with("transport.")) continue;
    out.push_back(fmt::format("link[{}] has no effect: {} moves no weights", i, name_of(e.rule())));
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
  remark_on_feedback(e, out);
  if (protocols::learns_at_rest(e)) remark_on_learned(e, out);
  remark_on_steps(e, out);
  remark_on_residual(e, out);
  remark_on_rest(e, out);
  if (e.network().has_rectangular() && e.network().has_first_layer()) {
    out.emplace_back(
        "network.first_layer has no effect: all layers of rectangular read every unit");
  }
  if (e.has_regularizer() && e.regularizer().lambda() == 0) {
    out.emplace_back("regularizer has no effect: lambda is 0");
  }
  if (e.has_checkpoint() && e.mode().has_wall()) {
    out.emplace_back("checkpoint has no effect: in wall time nothing can be gone on with");
  }
  remark_on_minimum(e, out);
  remark_on_transport(e, out);
  remark_on_the_end(e, steps_per_epoch, out);
  return out;
}

}  // namespace lab
