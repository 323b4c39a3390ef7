// FeedforwardPopulation: when a layer infers and learns. It holds no arithmetic (see layer.h).
// Activity and targets are processed when they arrive, in every phase; only learning waits for
// its order. What leaky units add to that is in feedforward_leaky.cc.
#pragma once

#include <optional>

#include "neurons/dynamics.h"
#include "neurons/feedback_layer.h"
#include "neurons/lateral.h"
#include "neurons/layer.h"
#include "neurons/leaky_state.h"
#include "neurons/rest_plasticity.h"
#include "neurons/sample_memory.h"
#include "neurons/stage.h"
#include "neurons/weight_history.h"

namespace neurons {

// What a learn order does when activity and target belong to different samples.
enum class Mismatch { kReject, kLearn };

struct FeedforwardPorts {
  Port above, local, report;
  std::optional<Port> transport;  // layer 1 needs no inverse
};

struct FeedforwardOptions {
  LayerNumber layer = 1;
  std::size_t memory = 1;  // samples
  Mismatch mismatch = Mismatch::kReject;
  Dynamics dynamics = {};
  std::optional<ContinuousLearning> continuous = {};  // of leaky units only
  std::optional<RestOptions> rest = {};               // absent: rounds of rest pass unused
  bool shares_updates = false;  // tells the feedback population what its synapses learned from
};

// The part of a population that does not depend on the precision.
class WeightHolder {
 public:
  virtual ~WeightHolder() = default;
  // Those of a time that has been told of (sim/engine.h).
  virtual const Weights& weights(sim::Time at) const = 0;
  // The population may be ahead of that by less than this.
  virtual void look_ahead(sim::Duration length) = 0;
};

template <class Scalar>
class FeedforwardPopulation final : public Actor, public WeightHolder {
 public:
  FeedforwardPopulation(const FeedforwardOptions& options, Layer<Scalar> layer);

  void attach(const FeedforwardPorts& ports) { ports_ = ports; }
  const Weights& weights(sim::Time at) const override { return past_.at(at); }
  void look_ahead(sim::Duration length) override { past_.reach(length); }

  void receive(const Message& message, ActorId from, Context& context) override;
  std::string waiting_for() const override;
  void archive(sim::Archive& a) override;

 private:
  struct Trial {  // what learning will need of one presentation
    TensorPtr pre, post, slope;
    std::uint64_t version = 0;

    template <class A>
    void archive(A& a) {
      a(pre, post, slope, version);
    }
  };
  struct Wanted {
    Target target;
    bool late = false;  // it came after its own learn order

    template <class A>
    void archive(A& a) {
      a(target, late);
    }
  };
  struct Course {  // of leaky units
    LeakyState<Scalar> state;
    LocalPace pace;
    double theta;
    Activity input;                    // the newest heard
    std::uint64_t version = 0;         // of the weights that make the drive
    Sample stepping = sim::kNoSample;  // steps are under way for it
    TensorPtr said;                    // the last word on input.sample, if any
    std::uint32_t words = 0;           // said of it
    WordMemory inputs, targets;        // heard

    template <class A>
    void archive(A& a) {
      a(state, pace, input, version, stepping, said, words, inputs, targets);
    }
  };
  struct LearnPhase {  // that is open
    sim::Note note;    // what it will have been
    sim::Time last, until;
    double change = 0;  // norms, summed
    Stake stake;        // of the order

    template <class A>
    void archive(A& a) {
      a(note, last, until, change, stake);
    }
  };
  struct RestRound {  // that waits for its answer
    std::uint64_t number = 0;
    sim::Order order;
    TensorPtr drive;

    template <class A>
    void archive(A& a) {
      a(number, order, drive);
    }
  };

  void on(const sim::Begin&, Context& context);
  void on(const Activity& activity, Context& context);
  void on(const Target& target, Context& context);
  void on(const sim::Order& order, Context& context);
  void on(const Reconstruction& answer, Context& context) { end_round(answer, context); }
  void on(const LocalStep& step, Context& context) { move_on(step, context); }
  template <class Other>
  void on(const Other&, Context&) {}

  void rest(const sim::Order& order, Context& context);
  void end_round(const Reconstruction& answer, Context& context);
  void inhibit(const Matrix<Scalar>& noise, const Matrix<Scalar>& drive, Context& context);
  void move_at_rest(const Matrix<Scalar>& change, Context& context);
  void report_rested(const sim::Order& order, Context& context);
  void follow(const Activity& in, Context& context);
  void move_on(const LocalStep& step, Context& context);
  void return_stake(Sample sample, Stake stake, Context& context);
  bool revise(const Target& target, Context& context);
  void take_up(Sample sample, Stake stake, Context& context);
  Stake live(Stake stake, Context& context);
  void open_phase(const sim::Order& order, Context& context);
  void learn_on(const typename Layer<Scalar>::Inference& now, Context& context);
  void close_phase(Context& context);
  Stake speak(const typename Layer<Scalar>::Inference& now, double change, Stake stake,
              Context& context);
  bool is_new(Sample sample, SampleHistory::Mark mark, Context& context);
  void open(Sample sample, Context& context);
  Stake learn(const sim::Order& order, Context& context);
  double change_weights(const Trial& trial, const Target& target);
  void share_update(const Trial& trial, const Target& target, Context& context);
  Stake apply(sim::Note note, Stake stake, Context& context);
  Stake send_weights(Sample sample, Stake stake, Context& context);
  void say(Activity activity, TensorPtr slope, Stake stake, Context& context);
  void report(sim::ReportKind kind, Sample sample, Context& context, Stake stake = {},
              double change = 1);
  void note(sim::NoteKind kind, Sample sample, Context& context);

  FeedforwardOptions options_;
  Layer<Scalar> layer_;
  WeightHistory past_;
  FeedforwardPorts ports_;
  SampleMemory<Trial> trials_;
  SampleMemory<Wanted> wanted_;
  SampleHistory history_;
  sim::Duration processing_{};
  std::optional<Course> course_;
  std::optional<LearnPhase> phase_;
  std::optional<RestRound> round_;
  std::uint64_t rounds_ = 0;  // of rest so far
  std::optional<Lateral<Scalar>> lateral_;
};

}  // namespace neurons
