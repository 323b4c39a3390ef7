// A clock on the stage: turns messages into signals, and what the clock wants into messages.
// "Message" is a variant that holds Begin, Report, Order, Token, Timer and Quiet.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/actor.h"
#include "sim/in_flight.h"
#include "sim/phase_clock.h"

namespace sim {

template <class Message>
class ClockActor final : public Actor<Message> {
 public:
  struct Options {
    Topology topology;
    const InFlight<Message>* oracle = nullptr;  // for declared oracles; must outlive the actor
  };

  ClockActor(std::unique_ptr<PhaseClock> clock, Options options)
      : clock_(std::move(clock)), options_(options) {}

  // The links to layers 0 .. L + 1, in this order.
  void attach_orders(std::vector<Port> ports) { orders_ = std::move(ports); }

  void receive(const Message& message, ActorId, Context<Message>& context) override {
    Door door(*this, context);
    if (std::holds_alternative<Begin>(message)) {
      clock_->start(door);
    } else if (const std::optional<Signal> signal = signal_in(message)) {
      clock_->hear(*signal, door);
      last_heard_ = *signal;
    }
  }

  std::string waiting_for() const override;

  // The run is to end: no further sample is presented.
  void stop_presenting() { options_.topology.samples = presented_; }
  Sample presented() const { return presented_; }

 private:
  // The clock's port for the length of one event.
  class Door final : public ClockPort {
   public:
    Door(ClockActor& self, Context<Message>& context) : self_(self), context_(context) {}

    Time now() const override { return context_.now(); }
    Random& random() override { return context_.random(); }
    Topology topology() const override { return self_.options_.topology; }

    std::uint64_t after(Duration delay) override {
      const std::uint64_t number = self_.timers_++;
      context_.after(delay, Message(Timer{number}));
      return number;
    }

    bool present(Sample sample) override {
      self_.demand(sample == self_.presented_, "presented a sample out of turn", 0, sample);
      if (sample >= self_.options_.topology.samples) return false;
      ++self_.presented_;
      context_.note({.kind = NoteKind::kPresented, .layer = 0, .sample = sample});
      send(0, Phase::kInfer, sample);
      return true;
    }

    void order(Layer layer, Phase phase, Sample sample) override {
      self_.demand(layer >= 0 && layer <= self_.options_.topology.layers + 1,
                   "ordered an unknown layer", layer, sample);
      self_.demand(sample >= 0 && sample < self_.presented_,
                   "ordered a sample that was never presented", layer, sample);
      send(layer, phase, sample);
    }

    void token(std::uint32_t, std::int64_t) override {
      throw ClockError(self_.title() + " sent a token, but there is no other clock to hear it");
    }

    bool quiet(Sample sample) const override {
      self_.demand(self_.options_.oracle != nullptr, "asked an oracle without being declared one",
                   0, sample);
      return self_.options_.oracle->quiet(sample);
    }

   private:
    void send(Layer layer, Phase phase, Sample sample) {
      self_.last_order_ = Order{phase, layer, sample};
      context_.send(self_.orders_.at(static_cast<std::size_t>(layer)), Message(self_.last_order_));
    }

    ClockActor& self_;
    Context<Message>& context_;
  };

  static std::optional<Signal> signal_in(const Message& message) {
    if (const auto* report = std::get_if<Report>(&message)) return *report;
    if (const auto* token = std::get_if<Token>(&message)) return *token;
    if (const auto* timer = std::get_if<Timer>(&message)) return *timer;
    if (const auto* quiet = std::get_if<Quiet>(&message)) return *quiet;
    return std::nullopt;
  }

  std::string title() const { return "clock '" + std::string(clock_->name()) + "'"; }

  void demand(bool condition, const char* what, Layer layer, Sample sample) const {
    if (condition) return;
    throw ClockError(title() + " " + what + " (layer " + std::to_string(layer) + ", sample " +
                     std::to_string(sample) + ")");
  }

  std::unique_ptr<PhaseClock> clock_;
  Options options_;
  std::vector<Port> orders_;
  Sample presented_ = 0;
  std::uint64_t timers_ = 0;
  std::optional<Signal> last_heard_;
  Order last_order_;
};

template <class Message>
std::string ClockActor<Message>::waiting_for() const {
  std::string text = "a signal; " + title() + " presented " + std::to_string(presented_) + " of " +
                     std::to_string(options_.topology.samples) + " samples";
  if (presented_ == 0) return text;
  text += "; last ordered " + std::string(name_of(last_order_.phase)) + " of layer " +
          std::to_string(last_order_.layer) + ", sample " + std::to_string(last_order_.sample);
  if (!last_heard_) return text;
  if (const auto* report = std::get_if<Report>(&*last_heard_)) {
    text += "; last heard " + std::string(name_of(report->kind)) + " from layer " +
            std::to_string(report->layer) + ", sample " + std::to_string(report->sample);
  }
  return text;
}

}  // namespace sim
