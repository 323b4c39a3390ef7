// LocalityMeter: what was said in a run that a synapse could not hear, counted message by message.
// It watches, and changes nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "neurons/messages.h"
#include "sim/observer.h"

namespace lab {

using neurons::Message;

struct Crossing {
  std::uint64_t messages = 0, bytes = 0;
};

class LocalityMeter final : public sim::Observer<Message> {
 public:
  explicit LocalityMeter(sim::Layer layers) : updates_(static_cast<std::size_t>(layers)) {}

  void on_send(const sim::Event<Message>& event, sim::Fate fate) override;
  void on_note(const sim::Note& note, const sim::EventKey& during) override;

  Crossing all;        // messages of the run
  Crossing transport;  // weights, to another population
  Crossing quiet;      // what the engine told an oracle
  Crossing slopes;     // f'(z), to another population; bytes of the slopes alone
  Crossing gains;      // targets with a gain other than 1; bytes of the gains alone
  double largest_gain = 1;
  Crossing errors;           // differences instead of targets, on feedback.* and deliver.*
  Crossing readout;          // activity of the top to the readout, which nobody hears
  Crossing upward;           // activity on feedforward.*
  Crossing targets;          // feedback.* and deliver.*
  Crossing local;            // local.*, without the slopes
  Crossing coincidences;     // what stood at synapses, to those beside; local.*
  Crossing reconstructions;  // and what came of it; deliver.*

  // To and from clocks that hear more than one layer.
  Crossing global_clock() const;
  // The layers that the clock with the most of them hears.
  std::size_t layers_heard() const;
  // Applied, of layers 1 .. L.
  const std::vector<std::uint64_t>& updates() const { return updates_; }

 private:
  struct ClockTalk {
    std::set<sim::Layer> layers;
    Crossing talk;
  };

  void add(const neurons::Activity& activity, const sim::Event<Message>& event);
  void add(const neurons::Target& target, const sim::Event<Message>& event);
  void add(const neurons::WeightTransport& weights, const sim::Event<Message>& event);
  void add(const neurons::Coincidence& coincidence, const sim::Event<Message>& event);
  void add(const neurons::Reconstruction& reconstruction, const sim::Event<Message>& event);
  void add(const sim::Report& report, const sim::Event<Message>& event);
  void add(const sim::Order& order, const sim::Event<Message>& event);
  void add(const sim::Quiet& quiet, const sim::Event<Message>& event);
  template <class Other>
  void add(const Other&, const sim::Event<Message>&) {}

  std::vector<std::uint64_t> updates_;
  std::map<sim::ActorId, ClockTalk> clocks_;
};

}  // namespace lab
