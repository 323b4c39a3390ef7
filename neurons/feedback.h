// FeedbackPopulation: when credit is completed, delivered and sent down. It holds no arithmetic
// (see feedback_layer.h). It waits for what it has not got; it never computes with garbage.
#pragma once

#include <optional>

#include "neurons/feedback_layer.h"
#include "neurons/sample_memory.h"
#include "neurons/stage.h"

namespace neurons {

struct FeedbackPorts {
  Port deliver;
  std::optional<Port> below;   // nobody is below layer 1
  std::optional<Port> report;  // to a clock that wants stakes back
};

struct FeedbackOptions {
  LayerNumber layer = 1;
  std::size_t memory = 1;  // samples
};

template <class Scalar>
class FeedbackPopulation final : public Actor {
 public:
  FeedbackPopulation(const FeedbackOptions& options, FeedbackLayer<Scalar> layer);

  void attach(const FeedbackPorts& ports) { ports_ = ports; }

  void receive(const Message& message, ActorId from, Context& context) override;
  std::string waiting_for() const override;

 private:
  struct Part {  // credit from above
    Target target;
    bool delivered = false;
  };

  void on(const Activity& local, Context& context);
  void on(const Target& part, Context& context);
  void on(const WeightTransport& transport, Context& context);
  template <class Other>
  void on(const Other&, Context&) {}

  bool is_new(Sample sample, SampleHistory::Mark mark, Context& context);
  void advance(Sample sample, Context& context);
  void deliver(const Activity& local, Part& part, const Credit& credit, Context& context);
  void send_below(const Activity& local, const Credit& credit, Stake stake, Context& context);
  void give_back(Stake stake, Sample sample, Context& context);

  FeedbackOptions options_;
  FeedbackLayer<Scalar> layer_;
  FeedbackPorts ports_;
  SampleMemory<Activity> locals_;
  SampleMemory<Part> parts_;
  SampleHistory history_;
  std::optional<std::uint64_t> version_;  // of the weights that it goes down through
};

}  // namespace neurons
