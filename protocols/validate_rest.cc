// Rest phases, what learns in them, and what keeps weights orthogonal: the bounds of their numbers,
// and what cannot be together.
#include <fmt/format.h>

#include <string>
#include <utility>

#include "protocols/rule_facts.h"
#include "protocols/validate_parts.h"

namespace protocols {
namespace {

const char* const kLearnedPath = "feedback.inverse.learned";

bool has_clock_of_its_own(const Clock& clock) { return clock.has_plugin() || clock.has_remote(); }

bool serves_all_layers(const Clock& clock) {
  return !clock.has_handshake() && !clock.has_oscillator() && !clock.has_free() &&
         !clock.has_poisson();
}

// What the rule's feedback weights learn by, whatever the config says; nothing for others.
const Learned::By* named_learning(const Rule& rule) {
  static constexpr Learned::By kDelta = Learned::DELTA, kMirror = Learned::MIRROR,
                               kDifference = Learned::DIFFERENCE_RECONSTRUCTION;
  if (rule.has_dtp()) return &kDelta;
  if (rule.has_drl()) return &kDifference;
  return rule.has_weight_mirror() ? &kMirror : nullptr;
}

}  // namespace

bool learns_at_rest(const Experiment& e) {
  return named_learning(e.rule()) != nullptr ||
         (goes_down_an_inverse(e.rule()) && e.feedback().inverse().has_learned());
}

Learned::By learning_of(const Experiment& e) {
  const Learned::By* named = named_learning(e.rule());
  return named != nullptr ? *named : e.feedback().inverse().learned().by();
}

namespace {

// Of forward weights, which then move, too.
bool shares_products(const Experiment& e) {
  return learns_at_rest(e) && learning_of(e) == Learned::SHARED_PRODUCT;
}

bool moved_at_rest(const Experiment& e) {
  return e.orthogonality().has_oja_rest() || e.orthogonality().has_lateral();
}

void check_learned(const Experiment& e, Checks& checks) {
  const Learned& learned = e.feedback().inverse().learned();
  const std::string path = kLearnedPath;
  if (learned.has_learning_rate()) {
    checks.above_zero(path + ".learning_rate", learned.learning_rate());
  }
  checks.zero_or_more(path + ".decay", learned.decay());
  checks.zero_or_more(path + ".late_decay", learned.late_decay());
  if (shares_products(e)) {
    for (const auto& [field, decay] :
         {std::pair{".decay", learned.decay()}, std::pair{".late_decay", learned.late_decay()}}) {
      checks.require(!(decay >= 1), path + field, "must be below 1 by SHARED_PRODUCT",
                     "B W comes to (1 - decay) I");
    }
  }
  const Learned::By* named = named_learning(e.rule());
  if (named == nullptr || !learned.has_by()) return;
  checks.require(
      learned.by() == *named, path + ".by",
      fmt::format("must be {} with this rule, which is named after it", Learned::By_Name(*named)),
      "gait, itp and tp learn by any");
}

void check_payload(const Experiment& e, Checks& checks) {
  const bool learned = goes_down_an_inverse(e.rule()) && e.feedback().inverse().has_learned();
  checks.require(!learned || e.feedback().payload() != ABSOLUTE, "feedback.payload",
                 "cannot be ABSOLUTE with feedback that learns: targets need the bias of the "
                 "layer, which nobody transports",
                 "payload: DIFFERENCE");
}

void check_retraction(const Experiment& e, Checks& checks) {
  checks.require(!e.learning().has_continuous(), "orthogonality.retraction",
                 "cannot be with learning.continuous, which has no steps");
}

// Oja's rule reconstructs the noise through the weights themselves.
void check_oja(const Experiment& e, Checks& checks) {
  if (e.orthogonality().oja_rest().has_learning_rate()) {
    checks.above_zero("orthogonality.oja_rest.learning_rate",
                      e.orthogonality().oja_rest().learning_rate());
  }
  const Rule& rule = e.rule();
  const bool blind =
      rule.has_fa() || rule.has_dfa() || rule.has_top_layer_only() || rule.has_kolen_pollack();
  checks.require(!blind, "orthogonality.oja_rest",
                 "needs feedback populations that have the weights, or learn them at rest; this "
                 "rule's do not",
                 "lateral {} needs none");
}

void check_orthogonality(const Experiment& e, Checks& checks) {
  const Orthogonality& orthogonality = e.orthogonality();
  checks.chosen("orthogonality", orthogonality);
  if (orthogonality.has_retraction()) check_retraction(e, checks);
  if (orthogonality.has_oja_rest()) check_oja(e, checks);
  if (orthogonality.lateral().has_learning_rate()) {
    checks.above_zero("orthogonality.lateral.learning_rate",
                      orthogonality.lateral().learning_rate());
  }
  if (orthogonality.lateral().has_lateral_rate()) {
    checks.above_zero("orthogonality.lateral.lateral_rate", orthogonality.lateral().lateral_rate());
  }
  checks.require(!moved_at_rest(e) || !shares_products(e), "orthogonality",
                 "cannot be with feedback that learns by SHARED_PRODUCT, which makes weights "
                 "orthogonal itself",
                 "leave it out, or choose another `by`");
}

void check_rest_block(const Experiment& e, Checks& checks) {
  const Rest& rest = e.clock().rest();
  if (rest.every_samples() > 0) checks.count("clock.rest.rounds", rest.rounds(), 1);
  checks.duration("clock.rest.timeout", rest.timeout(), 0);
  checks.require(serves_all_layers(e.clock()), "clock.rest",
                 "is not granted by clocks with an instance at every layer, of which none knows "
                 "when the others rest",
                 "quiescence, credit, lockstep, wave, convergence and pipelined grant it");
}

void check_need(const Experiment& e, Checks& checks) {
  if (!needs_rest(e) || has_clock_of_its_own(e.clock())) return;
  const Rest& rest = e.clock().rest();
  const bool could = serves_all_layers(e.clock());
  checks.require(
      rest.before() > 0 || rest.every_samples() > 0, "clock.rest",
      fmt::format(
          "{}, and {} learns only at rest{}",
          e.clock().has_rest() ? "has neither before nor every_samples above 0" : "is missing",
          moved_at_rest(e) ? "orthogonality" : "the feedback of this rule",
          could ? "" : ", which this clock, with an instance at every layer, cannot grant"),
      fmt::format("for example clock {{ {} rest {{ before: 6000 every_samples: 10 rounds: 10 }} }}",
                  could ? ".." : "quiescence {}"));
}

// Whatever a skip carries on is no synapse's to change.
void check_skipped(const Experiment& e, Checks& checks) {
  const bool moves = moved_at_rest(e) || shares_products(e);
  checks.require(e.network().skip_size() == 0 || !moves, "network.skip",
                 "cannot be with forward weights that learn at rest: part of these do not learn",
                 "regularizer, or orthogonality { retraction {} }");
}

}  // namespace

bool needs_rest(const Experiment& e) { return moved_at_rest(e) || learns_at_rest(e); }

void check_rest(const Experiment& e, Checks& checks) {
  if (e.feedback().inverse().has_learned()) check_learned(e, checks);
  check_payload(e, checks);
  if (e.has_orthogonality()) check_orthogonality(e, checks);
  if (e.clock().has_rest()) check_rest_block(e, checks);
  if (e.has_clock()) check_need(e, checks);
  check_skipped(e, checks);
  checks.require(!e.rule().has_kolen_pollack() || !e.learning().has_continuous(),
                 "learning.continuous", "cannot be with kolen_pollack, which copies whole updates");
}

}  // namespace protocols
