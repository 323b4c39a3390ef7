// Learning that takes as long as its phase: what a learn order opens, and what closes it.
#include <algorithm>
#include <cmath>

#include "neurons/feedforward.h"
#include "neurons/numerical_error.h"

namespace neurons {

using sim::NoteKind;

template <class Scalar>
void FeedforwardPopulation<Scalar>::open_phase(const sim::Order& order, Context& context) {
  close_phase(context);
  LearnPhase phase;
  phase.note = {.kind = NoteKind::kMissed, .layer = options_.layer, .sample = order.sample};
  phase.last = context.now();
  phase.until = context.now() + options_.continuous->at_most;
  phase.stake = order.stake;
  phase_ = phase;
  take_up(order.sample, {}, context);
}

// The part of the phase since the last step, if the units carry this sample and there is a target.
template <class Scalar>
void FeedforwardPopulation<Scalar>::learn_on(const typename Layer<Scalar>::Inference& now,
                                             Context& context) {
  LearnPhase& phase = *phase_;
  const sim::Time until = std::min(context.now(), phase.until);
  const sim::Duration since = until - phase.last;
  phase.last = until;
  const Sample sample = phase.note.sample;
  Wanted* wanted = wanted_.find(sample);
  if (wanted == nullptr && !wanted_.empty()) wanted = &wanted_.newest();
  if (course_->input.sample == sample && wanted != nullptr && since.ns > 0) {
    sim::Note& note = phase.note;
    note.target_sample = wanted->target.sample;
    note.activity_sample = sample;
    const bool matched = note.target_sample == sample;
    if (matched || options_.mismatch == Mismatch::kLearn) {
      const double part =
          static_cast<double>(since.ns) / static_cast<double>(options_.continuous->tau.ns);
      const Target& target = wanted->target;
      const TensorPtr difference =
          difference_of({target.coding, target.gain, target.values}, now.activity);
      const double change =
          layer_.learn(course_->input.activity->template as<Scalar>(), now.activity, now.slope,
                       difference->template as<Scalar>(), part);
      if (!std::isfinite(change)) {
        throw NumericalError("the update of the weights is not finite", options_.layer, sample);
      }
      note.kind = NoteKind::kLearned;
      phase.change += change;
    } else if (note.kind == NoteKind::kMissed) {
      note.kind = NoteKind::kRejected;
    }
  }
}

// What came of it is known now, and the feedback population gets the weights.
template <class Scalar>
void FeedforwardPopulation<Scalar>::close_phase(Context& context) {
  if (!phase_) return;
  sim::Note note = phase_->note;
  Stake stake = phase_->stake;
  note.value = phase_->change;
  phase_.reset();
  context.note(note);
  if (note.kind == NoteKind::kLearned) {
    wanted_.forget(note.target_sample);
    stake = send_weights(note.sample, stake, context);
  }
  if (stake.any()) report(sim::ReportKind::kReturned, note.sample, context, stake);
}

#define INSTANTIATE(Scalar)                                                              \
  template void FeedforwardPopulation<Scalar>::open_phase(const sim::Order&, Context&);  \
  template void FeedforwardPopulation<Scalar>::learn_on(const Layer<Scalar>::Inference&, \
                                                        Context&);                       \
  template void FeedforwardPopulation<Scalar>::close_phase(Context&);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace neurons
