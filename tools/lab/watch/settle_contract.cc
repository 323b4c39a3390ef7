#include "tools/lab/watch/settle_contract.h"

#include <fmt/format.h>

namespace lab {
namespace {

using Json = nlohmann::ordered_json;
using neurons::Matrix;

// Samples whose orders were lost stay open until so many more than populations remember are.
constexpr std::size_t kRoomForLostOrders = 4;

double residual_of(const neurons::TensorPtr& declared, const neurons::TensorPtr& final) {
  if (!declared) return 1;
  if (declared == final) return 0;
  const Matrix<double> value = final->to_double();
  const double gap = (declared->to_double() - value).norm();
  if (gap == 0) return 0;
  return value.isZero(0) ? 1 : gap / value.norm();
}

std::size_t at(sim::Layer layer) { return static_cast<std::size_t>(layer - 1); }

}  // namespace

// The first declaration counts.
void SettleContract::Value::declare() {
  if (is_declared) return;
  is_declared = true;
  declared = last;
}

SettleContract::SettleContract(const Options& options)
    : options_(options),
      links_(options.layers),
      open_(options.layers, options.memory + kRoomForLostOrders) {}

void SettleContract::on_send(const sim::Event<Message>& event, sim::Fate) {
  if (const auto* order = std::get_if<sim::Order>(&event.message)) return obey(*order);
  const auto* activity = std::get_if<neurons::Activity>(&event.message);
  if (activity == nullptr || !links_.of(event).starts_with("local.")) return;
  Held* held = open_.find(activity->sample);
  if (held != nullptr) held->activities.at(at(activity->layer)).last = activity->activity;
}

void SettleContract::on_receive(const sim::Event<Message>& event) {
  const auto* target = std::get_if<neurons::Target>(&event.message);
  if (target == nullptr || !links_.of(event).starts_with("deliver.")) return;
  Held* held = open_.find(target->sample);
  if (held != nullptr) held->targets.at(at(target->layer)).last = target->values;
}

void SettleContract::obey(const sim::Order& order) {
  Held* held = open_.find(order.sample);
  if (held == nullptr) return;
  if (order.phase == sim::Phase::kLearn && order.layer >= 1 && order.layer <= options_.layers) {
    held->targets[at(order.layer)].declare();
  }
  if (order.phase == sim::Phase::kTarget && order.layer == options_.layers + 1) {
    for (Value& value : held->activities) value.declare();
  }
}

void SettleContract::on_note(const sim::Note& note, const sim::EventKey&) {
  if (note.kind == sim::NoteKind::kPresented) {
    const std::vector<Value> values(static_cast<std::size_t>(options_.layers));
    open_.open(note.sample, {values, values});
  }
  open_.hear(note);
  judge_closed();
}

void SettleContract::close() {
  open_.close_all();
  judge_closed();
}

void SettleContract::judge_closed() {
  for (const auto& [sample, held] : open_.take_closed()) {
    for (sim::Layer l = 1; l <= options_.layers; ++l) {
      judge(held.activities[at(l)], {"activity", l, sample});
      judge(held.targets[at(l)], {"target", l, sample});
    }
  }
}

// What is not a number is no small residual.
void SettleContract::judge(const Value& value, Finding finding) {
  if (!value.is_declared) return;
  ++checked_;
  finding.residual = residual_of(value.declared, value.last);
  if (!(finding.residual <= (worst_ ? worst_->residual : 0))) worst_ = finding;
  if (finding.residual <= options_.allowed) return;
  ++violated_;
  if (!first_) first_ = finding;
}

std::string SettleContract::breach() const {
  return fmt::format(
      "the settle contract is broken: the {} of layer {} for sample {} had a residual of {:.3g} "
      "when the clock declared it settled, {:.3g} is allowed",
      first_->what, first_->layer, first_->sample, first_->residual, options_.allowed);
}

Json SettleContract::summary() const {
  Json out = {{"settled_residual", options_.allowed},
              {"checked", checked_},
              {"violated", violated_},
              {"worst", worst_ ? worst_->residual : 0.0},
              {"worst_of", nullptr},
              {"worst_layer", nullptr},
              {"worst_sample", nullptr}};
  if (worst_) {
    out["worst_of"] = std::string(worst_->what);
    out["worst_layer"] = worst_->layer;
    out["worst_sample"] = worst_->sample;
  }
  return out;
}

}  // namespace lab
