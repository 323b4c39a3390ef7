#include "tools/lab/watch/settle_contract.h"

#include <fmt/format.h>

namespace lab {
namespace {

using Json = nlohmann::ordered_json;

// Samples whose orders were lost stay open until so many more than populations remember are.
constexpr std::size_t kRoomForLostOrders = 4;

}  // namespace

SettleContract::SettleContract(const Options& options)
    : options_(options), open_(options.layers, options.memory + kRoomForLostOrders) {}

void SettleContract::on_send(const sim::Event<Message>& event, sim::Fate) {
  Settling* held = open_.find(settling_sample(event.message));
  if (held != nullptr) held->on_send(event);
}

void SettleContract::on_receive(const sim::Event<Message>& event) {
  Settling* held = open_.find(settling_sample(event.message));
  if (held != nullptr) held->on_receive(event);
}

void SettleContract::on_note(const sim::Note& note, const sim::EventKey&) {
  if (note.kind == sim::NoteKind::kPresented) {
    open_.open(note.sample, Settling(options_.layers));
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
      judge(held.activity_residual(l), {"activity", l, sample});
      judge(held.target_residual(l), {"target", l, sample});
    }
  }
}

// What is not a number is no small residual.
void SettleContract::judge(std::optional<double> residual, Finding finding) {
  if (!residual) return;
  ++checked_;
  finding.residual = *residual;
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
    out["worst_of"] = worst_->what;
    out["worst_layer"] = worst_->layer;
    out["worst_sample"] = worst_->sample;
  }
  return out;
}

}  // namespace lab
