// Builds the actors of a network, wires them, and gives them names. It decides nothing.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "neurons/batches.h"
#include "neurons/feedback.h"
#include "neurons/feedforward.h"
#include "neurons/network_options.h"
#include "neurons/wiring.h"
#include "sim/clock_actor.h"
#include "sim/engine.h"
#include "sim/in_flight.h"

namespace neurons {

class Readout;

class Network {
 public:
  using LawOf = std::function<sim::LinkLaw(const std::string& link)>;
  struct Clock {
    // Called once for every instance.
    std::function<std::unique_ptr<sim::PhaseClock>(const sim::Topology&)> make;
    sim::ClockTraits traits = {};
  };

  // "batches" and "executor" must outlive the network.
  Network(const NetworkOptions& options, const Clock& clock, const Batches& batches,
          const LawOf& law_of, sim::Executor& executor);
  ~Network();

  // Actors may be ahead of what is told, as sim::Engine says. REQUIRES: before begin(); the clock
  // is no oracle; feedback weights do not learn.
  void look_ahead(const sim::Lookahead& lookahead);
  // Links as a search for a lookahead sees them, in the order of their numbers.
  const std::vector<sim::Reach>& reaches() const { return reaches_; }

  // Sends everybody the start of the run. To be called once, before the first window.
  void begin();

  // The whole state, between two windows. To be read by a network of the same options, clock and
  // laws, instead of begin().
  void archive(sim::Archive& a);

  sim::Engine<Message>& engine() { return engine_; }
  const sim::Engine<Message>& engine() const { return engine_; }
  const sim::InFlight<Message>& in_flight() const { return in_flight_; }
  sim::InFlight<Message>& in_flight() { return in_flight_; }
  // The instance that presents.
  sim::ClockActor<Message>& clock() { return *clocks_.front(); }

  LayerNumber layers() const { return static_cast<LayerNumber>(holders_.size()); }
  const Weights& weights(LayerNumber layer) const;  // 1 .. L, of engine().now()
  // Of its feedback population's own, (units, inputs), a copy; null if there are none.
  TensorPtr feedback_weights(LayerNumber layer) const;
  // The actors that hold them.
  ActorId feedforward_of(LayerNumber layer) const;
  ActorId feedback_of(LayerNumber layer) const;
  const std::string& name_of(ActorId actor) const;  // "outside" for what was injected

 private:
  class Bell;

  ActorId add(std::unique_ptr<Actor> actor);
  void connect(const LawOf& law_of);
  Port port(const std::string& link) const { return ports_.at(link); }
  std::optional<Port> stake_port(const std::string& who) const;
  Port port(const char* link, LayerNumber layer) const;
  void add_clocks(const NetworkOptions& options, const Clock& clock);
  void attach_clocks();
  template <class Scalar>
  void add_layers(const NetworkOptions& options);
  template <class Scalar>
  void add_feedback(const NetworkOptions& options);
  template <class Scalar>
  void build(const NetworkOptions& options, const Clock& clock, const Batches& batches,
             const LawOf& law_of);
  template <class Scalar>
  void attach_layers();
  std::vector<FeedbackPorts::Below> ports_below(LayerNumber layer) const;

  sim::Engine<Message> engine_;
  sim::InFlight<Message> in_flight_;
  std::unique_ptr<Bell> bell_;

  std::vector<std::string> names_;      // of actors
  std::vector<ActorId> up_, down_;      // by layer, as the holders
  std::map<std::string, Port> ports_;   // of links, at their senders
  std::vector<WeightHolder*> holders_;  // layer l is at l - 1
  std::vector<FeedbackHolder*> feedback_holders_;
  std::vector<Actor*> feedforward_, feedback_;
  Readout* readout_ = nullptr;
  WiringPlan wiring_;
  std::vector<sim::ClockActor<Message>*> clocks_;  // one, or those of 0 .. L + 1
  std::vector<sim::Reach> reaches_;
};

}  // namespace neurons
