// What leaky units add to a feedforward population: they follow their input in local steps, and
// speak whenever they have moved. There is one state: it goes on from sample to sample.
#include "neurons/feedforward.h"

namespace neurons {

using sim::NoteKind;
using sim::ReportKind;

// Words on an older sample than the newest come too late: the units have turned away.
template <class Scalar>
void FeedforwardPopulation<Scalar>::follow(const Activity& in, Context& context) {
  Course& course = *course_;
  const Activity& last = course.input;
  const WordMemory::Word word = course.inputs.hear(in.sample, in.nth);
  if (in.sample < last.sample || word != WordMemory::Word::kNewer) {
    note(NoteKind::kDuplicate, in.sample, context);
    if (word != WordMemory::Word::kCopy) return_stake(in.sample, in.stake, context);
    return;
  }
  if (in.sample != last.sample) {
    is_new(in.sample, SampleHistory::kActivity, context);
    if (phase_ && phase_->note.sample < in.sample) close_phase(context);
    course.said = nullptr;
    course.words = 0;
  }
  course.input = in;
  course.version = layer_.weights().version;
  course.state.aim(layer_.drive(in.activity->template as<Scalar>()), context.now());
  take_up(in.sample, in.stake, context);
}

// Steps on behalf of this sample, unless they are under way.
template <class Scalar>
void FeedforwardPopulation<Scalar>::take_up(Sample sample, Stake stake, Context& context) {
  Course& course = *course_;
  if (course.stepping == sample) return return_stake(sample, stake, context);
  course.stepping = sample;
  context.after(course.pace.next(context.random()), LocalStep{sample, stake});
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::move_on(const LocalStep& step, Context& context) {
  Course& course = *course_;
  Stake stake = step.stake;
  if (step.sample == course.stepping) {
    const bool aimed = course.state.aimed();
    if (aimed) stake = live(stake, context);
    if (phase_ && context.now() >= phase_->until) close_phase(context);
    if (phase_ || (aimed && course.state.remaining() > course.theta)) {
      context.after(course.pace.next(context.random()), LocalStep{step.sample, stake});
      return;
    }
    course.stepping = sim::kNoSample;
  }
  return_stake(step.sample, stake, context);
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::return_stake(Sample sample, Stake stake, Context& context) {
  if (stake.any()) report(ReportKind::kReturned, sample, context, stake);
}

// Up to now: the units move, speak if they have moved far enough, and their synapses learn.
template <class Scalar>
Stake FeedforwardPopulation<Scalar>::live(Stake stake, Context& context) {
  Course& course = *course_;
  if (course.version != layer_.weights().version) {  // the synapses have moved
    course.version = layer_.weights().version;
    course.state.aim(layer_.drive(course.input.activity->template as<Scalar>()), context.now());
  }
  course.state.advance(context.now());
  const auto now = layer_.respond(course.state.value());
  const double change =
      course.said ? relative_change(course.said->template as<Scalar>(), now.activity) : 1;
  if (change > course.theta) stake = speak(now, change, stake, context);
  if (phase_) learn_on(now, context);
  return stake;
}

// Returns what is left of the stake.
template <class Scalar>
Stake FeedforwardPopulation<Scalar>::speak(const typename Layer<Scalar>::Inference& now,
                                           double change, Stake stake, Context& context) {
  Course& course = *course_;
  const Sample sample = course.input.sample;
  const TensorPtr activity = share(Matrix<Scalar>(now.activity));
  const TensorPtr slope = share(Matrix<Scalar>(now.slope));
  course.said = activity;
  trials_.replace(sample, {course.input.activity, activity, slope, course.version});
  const Stake given = stake.split();  // `say` halves it again, for its two listeners
  Activity said{sample, options_.layer, course.version, activity, nullptr};
  said.nth = course.words++;
  say(std::move(said), slope, given, context);
  report(ReportKind::kActive, sample, context, {}, change);
  return stake;
}

// A later word on a target that has been heard: it counts unless that was learned from. False for
// the first word.
template <class Scalar>
bool FeedforwardPopulation<Scalar>::revise(const Target& target, Context& context) {
  const Sample sample = target.sample;
  open(sample, context);
  if (history_.forgotten(sample)) return false;
  const WordMemory::Word word = course_->targets.hear(sample, target.nth);
  if (word != WordMemory::Word::kNewer) {
    note(NoteKind::kDuplicate, sample, context);
    if (word == WordMemory::Word::kOvertaken) return_stake(sample, target.stake, context);
    return true;
  }
  if (!history_.has(sample, SampleHistory::kTarget)) return false;
  double change = 0;
  if (Wanted* known = wanted_.find(sample)) {
    change = relative_change(known->target.values->template as<Scalar>(),
                             target.values->template as<Scalar>());
    known->target = target;
  }
  report(ReportKind::kTargeted, sample, context, target.stake, change);
  return true;
}

#define INSTANTIATE(Scalar)                                                         \
  template void FeedforwardPopulation<Scalar>::follow(const Activity&, Context&);   \
  template void FeedforwardPopulation<Scalar>::take_up(Sample, Stake, Context&);    \
  template void FeedforwardPopulation<Scalar>::move_on(const LocalStep&, Context&); \
  template bool FeedforwardPopulation<Scalar>::revise(const Target&, Context&);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace neurons
