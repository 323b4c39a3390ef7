// What is looked at on the way: how far the run is, its evaluations, and the weights they leave.
#include <algorithm>

#include "neurons/orthogonality.h"
#include "neurons/way_down.h"
#include "tools/lab/data/evaluation.h"
#include "tools/lab/run/session.h"
#include "tools/lab/watch/own_feedback.h"

namespace lab {

// Among the evaluations, in the order of time.
void Session::log_probe() {
  for (const Json& found : probe_->take_lines()) {
    Json line = {{"probe", "backprop_alignment"},
                 {"step", ledger_.steps()},
                 {"epoch", progress().epoch},
                 {"virtual_seconds", sim::seconds(network_->engine().now())}};
    line.update(found);
    folder_.add_metrics(line);
  }
}

Progress Session::progress() const {
  const auto reading = meter_.peek().samples > 0 ? meter_.peek() : last_reading_;
  std::uint64_t stale = 0;
  for (const sim::LayerLedger& layer : ledger_.layers()) stale += layer.stale;
  const double columns = static_cast<double>(reading.samples) * experiment_.data().batch();
  return {.step = ledger_.steps(),
          .steps = static_cast<std::uint64_t>(network_options_.samples),
          .epoch = static_cast<double>(ledger_.steps()) /
                   static_cast<double>(batches_.steps_per_epoch()),
          .train_accuracy = columns > 0
                                ? std::optional(static_cast<double>(reading.correct) / columns)
                                : std::nullopt,
          .test_accuracy = last_test_,
          .loss = reading.loss,
          .virtual_seconds = sim::seconds(network_->engine().now()),
          .events = network_->engine().traffic().received,
          .in_flight = network_->engine().in_flight(),
          .stale = stale};
}

void Session::evaluate() {
  driver_->rest();
  gather();
  last_reading_ = meter_.peek();
  if (leads()) last_test_ = test_accuracy(network_options_, weights_, dataset_, *executor_);
  const Progress now = progress();
  meter_.take();
  evaluated_at_ = ledger_.steps();
  outcome_.metrics.push_back(leads() ? evaluation(now) : Json());
  if (as_rank_0(credit_finds_its_way())) save_weights();
  status_.evaluated(now);
}

Json Session::evaluation(const Progress& now) {
  Json line;
  line["step"] = now.step;
  line["epoch"] = now.epoch;
  line["virtual_seconds"] = now.virtual_seconds;
  line["train_accuracy"] = number(now.train_accuracy);
  line["test_accuracy"] = number(now.test_accuracy);
  line["loss"] = last_reading_.samples > 0 ? Json(now.loss) : Json();
  line["orthogonality_defect"] = Json::array();
  for (const neurons::Weights& layer : weights_) {
    line["orthogonality_defect"].push_back(neurons::orthogonality_defect(*layer.weights));
  }
  if (has_own_feedback(network_options_.rule)) line.update(feedback_facts(weights_, feedback_));
  line["update_norm"] = meter_.update_norms();
  line["wall_seconds"] = status_.wall_seconds();
  folder_.add_metrics(line);
  if (recorder_) record(line);
  return line;
}

// Weights through which it does not are what the next step fails with: no good ones to keep.
bool Session::credit_finds_its_way() const {
  const neurons::RuleOptions& rule = network_options_.rule;
  const neurons::WayDownOptions way{.kind = way_down_of(rule), .damping = rule.damping};
  if (!leads() || !needs_weights(way.kind)) return true;
  return std::all_of(weights_.begin() + 1, weights_.end(), [&way](const neurons::Weights& layer) {
    return is_way_down(way, layer.weights);
  });
}

void Session::save_weights() {
  const std::uint64_t now = network_->engine().traffic().received;
  if (saved_at_ == now) return;
  gather();
  folder_.write_weights(weights_, feedback_);
  saved_at_ = now;
  saved_step_ = ledger_.steps();
}

}  // namespace lab
