// A clock on the stage: turns messages into signals, and what the clock wants into messages. A
// scheme with a clock at every layer is several such actors. "Message" is a variant that holds
// Begin, Report, Order, Token, Timer and Quiet.
#pragma once

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

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
    bool stakes = false;                        // orders give out stakes
  };

  ClockActor(std::unique_ptr<PhaseClock> clock, Options options)
      : clock_(std::move(clock)), options_(options) {}

  // The links to the layers that it may order, and to the instances that it may send tokens.
  void attach(std::map<Layer, Port> orders, std::map<std::uint32_t, Port> tokens = {}) {
    orders_ = std::move(orders);
    tokens_ = std::move(tokens);
  }

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

  void archive(Archive& a) override {
    a.mark("clock");  // its name may depend on its state
    std::string state = a.reads() ? std::string() : clock_->save();
    Sample presented = presented_;
    a(state, presented, at_the_end_, timers_, last_heard_, last_order_);
    if (!a.reads()) return;
    clock_->load(state);
    presented_ = presented;
  }

  PhaseClock& scheme() const { return *clock_; }
  // The run is to end: no further sample is presented.
  void stop_presenting() { options_.topology.samples = presented_; }
  // It asked for another sample, and there was none: it waits for nothing more.
  bool at_the_end() const { return at_the_end_; }
  // Samples opened by this instance. From any thread.
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

    bool open(Sample sample) override {
      self_.demand(self_.opens(), "presented a sample, which only the source's may", 0, sample);
      self_.demand(sample == self_.presented_, "presented a sample out of turn", 0, sample);
      if (sample >= self_.options_.topology.samples) {
        self_.at_the_end_ = true;
        return false;
      }
      ++self_.presented_;
      context_.note({.kind = NoteKind::kPresented, .layer = 0, .sample = sample});
      return true;
    }

    void order(Layer layer, Phase phase, Sample sample) override {
      const Layer layers = self_.options_.topology.layers;
      self_.demand(layer >= 0 && layer <= layers + 1, "ordered an unknown layer", layer, sample);
      const bool of_none = phase == Phase::kRest && sample == kNoSample;
      // Others than the source's cannot know what is open; whoever watches does.
      self_.demand(of_none || (sample >= 0 && (!self_.opens() || sample < self_.presented())),
                   "ordered a sample that was never presented", layer, sample);
      const auto link = self_.orders_.find(layer);
      self_.demand(link != self_.orders_.end(), "ordered a layer that has a clock of its own",
                   layer, sample);
      self_.last_order_ =
          Order{phase, layer, sample, self_.options_.stakes ? Stake{0, phase} : kNoStake};
      context_.send(link->second, Message(self_.last_order_));
    }

    void token(std::uint32_t to, std::int64_t value) override {
      const auto link = self_.tokens_.find(to);
      if (link == self_.tokens_.end()) {
        throw ClockError(self_.title() + " sent a token to instance " + std::to_string(to) +
                         ", to which it has no link");
      }
      context_.send(link->second, Message(Token{to, value, self_.instance()}));
    }

    bool quiet(Sample sample) const override {
      self_.demand(self_.options_.oracle != nullptr, "asked an oracle without being declared one",
                   0, sample);
      return self_.options_.oracle->quiet(sample);
    }

   private:
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

  bool opens() const { return options_.topology.self <= 0; }  // the source's, or the only one

  std::uint32_t instance() const {
    return static_cast<std::uint32_t>(std::max<Layer>(options_.topology.self, 0));
  }

  std::string title() const {
    const std::string name = "clock '" + std::string(clock_->name()) + "'";
    if (options_.topology.self == kEverywhere) return name;
    return name + " of layer " + std::to_string(options_.topology.self);
  }

  void demand(bool condition, const char* what, Layer layer, Sample sample) const {
    if (condition) return;
    throw ClockError(title() + " " + what + " (layer " + std::to_string(layer) + ", sample " +
                     std::to_string(sample) + ")");
  }

  std::unique_ptr<PhaseClock> clock_;
  Options options_;
  std::map<Layer, Port> orders_;
  std::map<std::uint32_t, Port> tokens_;
  std::atomic<Sample> presented_ = 0;
  bool at_the_end_ = false;
  std::uint64_t timers_ = 0;
  std::optional<Signal> last_heard_;
  Order last_order_;
};

template <class Message>
std::string ClockActor<Message>::waiting_for() const {
  std::string text = "a signal; " + title();
  if (opens()) {
    text += " presented " + std::to_string(presented()) + " of " +
            std::to_string(options_.topology.samples) + " samples";
  }
  if (last_order_.sample == kNoSample) return text;
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
