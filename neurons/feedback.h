// FeedbackPopulation: when credit is completed, delivered and sent down. It holds no arithmetic
// (see feedback_layer.h). It waits for what it has not got; it never computes with garbage. What
// leaky units add to that is in feedback_leaky.cc.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "neurons/dynamics.h"
#include "neurons/feedback_layer.h"
#include "neurons/leaky_state.h"
#include "neurons/sample_memory.h"
#include "neurons/stage.h"

namespace neurons {

struct FeedbackPorts {
  struct Below {
    Port port;
    LayerNumber layer = 1;  // that it leads to
  };
  Port deliver;
  std::vector<Below> below;    // one for each of the layer's ways down; none if it has none
  std::optional<Port> report;  // to a clock that wants stakes back
};

struct FeedbackOptions {
  LayerNumber layer = 1;
  std::size_t memory = 1;  // samples
  Dynamics dynamics = {};
};

// The part of a population that does not depend on the precision.
class FeedbackHolder {
 public:
  virtual ~FeedbackHolder() = default;
  // Feedback weights of its own, (units, inputs), a copy; null if there are none.
  virtual TensorPtr own_weights() const = 0;
};

template <class Scalar>
class FeedbackPopulation final : public Actor, public FeedbackHolder {
 public:
  FeedbackPopulation(const FeedbackOptions& options, FeedbackLayer<Scalar> layer);

  void attach(FeedbackPorts ports) { ports_ = std::move(ports); }

  void receive(const Message& message, ActorId from, Context& context) override;
  std::string waiting_for() const override;
  TensorPtr own_weights() const override { return layer_.own_weights(); }
  void archive(sim::Archive& a) override;

 private:
  struct Part {  // credit from above
    Target target;
    bool delivered = false;

    template <class A>
    void archive(A& a) {
      a(target, delivered);
    }
  };
  struct Course {  // of leaky units
    LeakyState<Scalar> state;
    LocalPace pace;
    double theta;
    Sample sample = sim::kNoSample;    // the newest that credit came for
    Credit credit;                     // where the units are going for it
    Sample stepping = sim::kNoSample;  // steps are under way for it
    TensorPtr said;                    // the last word on the sample, if any
    std::uint32_t words = 0;           // said of it
    WordMemory locals, parts;          // heard

    template <class A>
    void archive(A& a) {
      a(state, pace, sample, credit, stepping, said, words, locals, parts);
    }
  };

  void on(const Activity& local, Context& context);
  void on(const Target& part, Context& context);
  void on(const WeightTransport& transport, Context& context);
  void on(const Coincidence& coincidence, Context& context);
  void on(const LocalStep& step, Context& context) { move_on(step, context); }
  template <class Other>
  void on(const Other&, Context&) {}

  void rest(const Coincidence& round, Context& context);
  template <class Data>
  bool is_newer(WordMemory& words, const Data& data, Context& context);
  void follow(const Activity& local, Context& context);
  void follow(const Target& part, Context& context);
  void move_on(const LocalStep& step, Context& context);
  void aim(Sample sample, Context& context);
  Stake speak(Stake stake, Context& context);
  bool goes_down() const { return !ports_.below.empty(); }
  bool is_new(Sample sample, SampleHistory::Mark mark, Context& context);
  void advance(Sample sample, Context& context);
  void deliver(const Activity& local, const Target& part, const Credit& credit, Stake stake,
               Context& context, std::uint32_t nth = 0);
  Credit ask_below(const Activity& local, const Credit& credit, std::size_t way);
  void send_below(const Activity& local, const Credit& credit, Stake stake, Context& context,
                  std::uint32_t nth = 0);
  void give_back(Stake stake, Sample sample, Context& context);

  FeedbackOptions options_;
  FeedbackLayer<Scalar> layer_;
  FeedbackPorts ports_;
  SampleMemory<Activity> locals_;
  SampleMemory<Part> parts_;
  SampleHistory history_;
  std::optional<std::uint64_t> version_;  // of the weights that it goes down through
  sim::Duration processing_{};
  std::optional<Course> course_;
};

}  // namespace neurons
