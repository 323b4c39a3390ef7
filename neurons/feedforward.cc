#include "neurons/feedforward.h"

#include <cmath>

#include "neurons/numerical_error.h"

namespace neurons {

using sim::NoteKind;
using sim::ReportKind;

template <class Scalar>
FeedforwardPopulation<Scalar>::FeedforwardPopulation(const FeedforwardOptions& options,
                                                     Layer<Scalar> layer)
    : options_(options),
      layer_(std::move(layer)),
      past_(layer_.weights()),
      trials_(options.memory),
      wanted_(options.memory) {
  if (const auto* leaky = std::get_if<LeakyDynamics>(&options.dynamics)) {
    course_.emplace(Course{LeakyState<Scalar>(leaky->tau),
                           LocalPace(*leaky),
                           leaky->theta,
                           {},
                           0,
                           sim::kNoSample,
                           nullptr,
                           0,
                           {},
                           {}});
  } else {
    processing_ = std::get<InstantDynamics>(options.dynamics).processing;
  }
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::receive(const Message& message, ActorId from,
                                            Context& context) {
  if (takes_time(processing_, message, from, context)) return;
  std::visit([&](const auto& m) { on(m, context); }, message);
  const Weights& weights = layer_.weights();
  if (weights.version != past_.newest().version) past_.put(context.now(), weights);
}

// The feedback population gets the weights before the first target needs them.
template <class Scalar>
void FeedforwardPopulation<Scalar>::on(const sim::Begin&, Context& context) {
  send_weights(0, {}, context);
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::on(const Activity& in, Context& context) {
  if (course_) return follow(in, context);
  if (!is_new(in.sample, SampleHistory::kActivity, context)) return;
  auto out = layer_.infer(in.activity->as<Scalar>());
  const std::uint64_t version = layer_.weights().version;
  const TensorPtr activity = share(std::move(out.activity));
  const TensorPtr slope = share(std::move(out.slope));
  trials_.remember(in.sample, {in.activity, activity, slope, version});
  say(Activity{in.sample, options_.layer, version, activity, nullptr}, slope, in.stake, context);
  report(ReportKind::kActive, in.sample, context);
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::say(Activity activity, TensorPtr slope, Stake stake,
                                        Context& context) {
  activity.digest = activity.activity->digest();
  activity.stake = stake.split();
  Activity across = activity;
  across.slope = std::move(slope);
  context.send(ports_.above, std::move(activity));
  context.send(ports_.local, std::move(across));
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::on(const Target& target, Context& context) {
  if (course_ && revise(target, context)) return;
  if (!is_new(target.sample, SampleHistory::kTarget, context)) return;
  const bool late = history_.has(target.sample, SampleHistory::kClosed);
  wanted_.remember(target.sample, {target, late});
  report(ReportKind::kTargeted, target.sample, context, target.stake);
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::on(const sim::Order& order, Context& context) {
  if (order.phase == sim::Phase::kRest) return rest(order, context);
  if (order.phase != sim::Phase::kLearn) return;
  Stake left;
  if (is_new(order.sample, SampleHistory::kClosed, context)) {
    if (options_.continuous) {
      open_phase(order, context);
    } else {
      left = learn(order, context);
    }
  }
  report(ReportKind::kLearned, order.sample, context, left);
}

// Whatever is left of samples that no longer fit the history has missed its chance.
template <class Scalar>
void FeedforwardPopulation<Scalar>::open(Sample sample, Context& context) {
  const std::uint32_t missed = history_.reach(sample);
  if (missed == 0) return;
  context.note({.kind = NoteKind::kForgotten,
                .layer = options_.layer,
                .sample = history_.first() - 1,
                .count = missed});
}

// False, and noted, for what came twice or after its sample was forgotten.
template <class Scalar>
bool FeedforwardPopulation<Scalar>::is_new(Sample sample, SampleHistory::Mark mark,
                                           Context& context) {
  open(sample, context);
  if (history_.forgotten(sample) || history_.has(sample, mark)) {
    note(NoteKind::kDuplicate, sample, context);
    return false;
  }
  history_.set(sample, mark);
  return true;
}

// With the target and the activity of this sample: learn. Otherwise with the newest of what there
// is, or not at all. Returns what is left of the order's stake.
template <class Scalar>
Stake FeedforwardPopulation<Scalar>::learn(const sim::Order& order, Context& context) {
  const Sample sample = order.sample;
  if (wanted_.empty() || trials_.empty()) {
    this->note(NoteKind::kMissed, sample, context);
    return order.stake;
  }
  const bool matched = wanted_.find(sample) != nullptr && trials_.find(sample) != nullptr;
  const bool own_target = wanted_.find(sample) != nullptr;
  sim::Note note{.kind = NoteKind::kLearned,
                 .layer = options_.layer,
                 .sample = sample,
                 .target_sample = own_target ? sample : wanted_.newest_sample(),
                 .activity_sample = matched ? sample : trials_.newest_sample()};
  if (matched || options_.mismatch == Mismatch::kLearn) return apply(note, order.stake, context);
  note.kind = NoteKind::kRejected;
  context.note(note);
  return order.stake;
}

template <class Scalar>
Stake FeedforwardPopulation<Scalar>::apply(sim::Note note, Stake stake, Context& context) {
  const Trial& trial = *trials_.find(note.activity_sample);
  const Wanted& wanted = *wanted_.find(note.target_sample);
  note.late = wanted.late;
  note.staleness =
      layer_.weights().version - std::min(trial.version, wanted.target.activity_version);
  note.value = change_weights(trial, wanted.target);
  if (!std::isfinite(note.value)) {
    throw NumericalError("the update of the weights is not finite", options_.layer, note.sample);
  }
  if (options_.shares_updates) share_update(trial, wanted.target, context);
  wanted_.forget(note.target_sample);  // a target is never applied twice
  context.note(note);
  return send_weights(note.sample, stake, context);
}

template <class Scalar>
double FeedforwardPopulation<Scalar>::change_weights(const Trial& trial, const Target& target) {
  const Matrix<Scalar>& post = trial.post->template as<Scalar>();
  const TensorPtr difference = difference_of({target.coding, target.gain, target.values}, post);
  return layer_.learn(trial.pre->template as<Scalar>(), post, trial.slope->template as<Scalar>(),
                      difference->template as<Scalar>());
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::share_update(const Trial& trial, const Target& target,
                                                 Context& context) {
  const Matrix<Scalar>& post = trial.post->template as<Scalar>();
  const TensorPtr difference = difference_of({target.coding, target.gain, target.values}, post);
  const TensorPtr factors = share(layer_.by_column(Layer<Scalar>::factors(
      post, trial.slope->template as<Scalar>(), difference->template as<Scalar>())));
  const TensorPtr pre =
      layer_.sees_patches() ? share(layer_.seen(trial.pre->template as<Scalar>())) : trial.pre;
  context.send(ports_.local, Coincidence{.sample = target.sample,
                                         .layer = options_.layer,
                                         .pre = pre,
                                         .post = factors,
                                         .digest = factors->digest()});
}

template <class Scalar>
Stake FeedforwardPopulation<Scalar>::send_weights(Sample sample, Stake stake, Context& context) {
  if (!ports_.transport) return stake;
  context.send(*ports_.transport, WeightTransport{sample, options_.layer, layer_.weights(), stake});
  return {};
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::report(ReportKind kind, Sample sample, Context& context,
                                           Stake stake, double change) {
  context.send(ports_.report, sim::Report{kind, options_.layer, sample, change, stake});
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::note(NoteKind kind, Sample sample, Context& context) {
  context.note({.kind = kind, .layer = options_.layer, .sample = sample});
}

template <class Scalar>
std::string FeedforwardPopulation<Scalar>::waiting_for() const {
  if (round_) return "what its feedback population makes of the noise";
  if (trials_.empty()) return "an activity from below";
  const Sample newest = trials_.newest_sample();
  if (history_.has(newest, SampleHistory::kClosed)) return "an activity from below";
  if (!history_.has(newest, SampleHistory::kTarget)) {
    return "a target for sample " + std::to_string(newest);
  }
  return "a learn order";
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::archive(sim::Archive& a) {
  a(layer_, past_, trials_, wanted_, history_, phase_, round_, rounds_);
  if (course_) a(*course_);
  bool inhibits = lateral_.has_value();
  a(inhibits);
  if (inhibits && !lateral_) {
    lateral_.emplace(layer_.weights().weights->rows(),
                     options_.rest ? options_.rest->lateral : LateralLearning::kFoeldiak);
  }
  if (inhibits) a(*lateral_);
}

template class FeedforwardPopulation<float>;
template class FeedforwardPopulation<double>;

}  // namespace neurons
