// What the updates of layers are made from, seen by one who only watches messages: of the last
// samples the input, activity, slope, weights and delivered target of every layer. It keeps
// pointers and computes nothing.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "neurons/messages.h"
#include "neurons/sample_memory.h"
#include "sim/observer.h"

namespace lab {

using neurons::Message;

// One presentation at one layer. An activity that is spoken again takes the place of the old one.
struct Trial {
  neurons::TensorPtr pre, post, slope;
  std::uint64_t version = 0;
  // Of that version: from the end of the window on, unless the layer has had, within that one
  // window, others before and after it.
  neurons::TensorPtr weights;
  // label - y, as backpropagation brings it to this layer: once somebody has asked.
  std::optional<neurons::Matrix<double>> error;

  template <class A>
  void archive(A& a) {
    a(pre, post, slope, version, weights, error);
  }
};

class Trials final : public sim::Observer<Message> {
 public:
  using WeightsOf = std::function<const neurons::Weights&(sim::Layer)>;

  // `memory` is that of the populations, in samples. What `weights` returns is that of now.
  Trials(sim::Layer layers, std::size_t memory, WeightsOf weights);

  void on_send(const sim::Event<Message>& event, sim::Fate fate) override;
  void on_receive(const sim::Event<Message>& event) override;
  void on_window_end(sim::Time now) override;

  sim::Layer layers() const { return static_cast<sim::Layer>(views_.size()); }
  // Null for what was never there or is no longer remembered. Layers are 1 .. L.
  Trial* trial(sim::Layer layer, sim::Sample sample) { return view(layer).trials.find(sample); }
  const neurons::Target* target(sim::Layer layer, sim::Sample sample) {
    return view(layer).targets.find(sample);
  }
  neurons::Index inputs(sim::Layer layer) const { return weights_(layer).weights->cols(); }

  template <class A>
  void archive(A& a) {
    for (View& view : views_)
      a(view.heard, view.trials, view.targets, view.weights, view.unweighed);
  }

 private:
  struct View {               // of one layer
    neurons::Activity heard;  // the last input
    neurons::SampleMemory<Trial> trials;
    neurons::SampleMemory<neurons::Target> targets;
    neurons::Weights weights;            // of the end of the last window
    std::vector<sim::Sample> unweighed;  // trials of this window
  };

  View& view(sim::Layer layer) { return views_.at(static_cast<std::size_t>(layer - 1)); }
  void hear(const neurons::Activity& input, View& here);
  void speak(const neurons::Activity& local);
  void weigh(View& here, const neurons::Weights& now) const;

  std::vector<View> views_;  // layer l is at l - 1
  WeightsOf weights_;
};

}  // namespace lab
