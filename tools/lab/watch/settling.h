// What a clock declared settled of one sample, and what came of it.
#pragma once

#include <optional>
#include <vector>

#include "neurons/messages.h"
#include "sim/observer.h"

namespace lab {

using neurons::Message;

// A clock declares the activities of a sample settled when it orders its target phase, and the
// target of a layer when it orders the layer to learn. The value at that moment, the last one sent
// or delivered, is compared with the last one of all:
//   residual = ||declared - last|| / ||last||, and 1 for what was declared before it was there.
class Settling {
 public:
  explicit Settling(sim::Layer layers = 0) : layers_(static_cast<std::size_t>(layers)) {}

  // Everything of this sample that is sent, or received. REQUIRES: the event is of this sample.
  void on_send(const sim::Event<Message>& event);
  void on_receive(const sim::Event<Message>& event);

  // Of a layer from 1 on; absent where nothing was declared. REQUIRES: a layer of the network.
  std::optional<double> activity_residual(sim::Layer layer) const;
  std::optional<double> target_residual(sim::Layer layer) const;

  template <class A>
  void archive(A& a) {
    a(layers_);
  }

 private:
  struct Value {
    neurons::TensorPtr last, declared;
    bool is_declared = false;
    void declare();
    std::optional<double> residual() const;

    template <class A>
    void archive(A& a) {
      a(last, declared, is_declared);
    }
  };
  struct Held {
    Value activity, target;

    template <class A>
    void archive(A& a) {
      a(activity, target);
    }
  };

  void obey(const sim::Order& order);
  Held& at(sim::Layer layer) { return layers_.at(static_cast<std::size_t>(layer - 1)); }
  const Held& at(sim::Layer layer) const { return layers_.at(static_cast<std::size_t>(layer - 1)); }

  std::vector<Held> layers_;  // layer l is at l - 1
};

// Of those messages that Settling hears, the sample; of others kNoSample.
sim::Sample settling_sample(const Message& message);

}  // namespace lab
