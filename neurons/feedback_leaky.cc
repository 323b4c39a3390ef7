// What leaky units add to a feedback population: they follow the credit that comes from above in
// local steps, and speak whenever they have moved. There is one state: between two samples' credit
// it stays where it was.
#include <utility>

#include "neurons/feedback.h"

namespace neurons {

// A word that was overtaken changes nothing, and its stake goes back; that of a copy has.
template <class Scalar>
template <class Data>
bool FeedbackPopulation<Scalar>::is_newer(WordMemory& words, const Data& data, Context& context) {
  const WordMemory::Word word = words.hear(data.sample, data.nth);
  if (word == WordMemory::Word::kNewer) return true;
  context.note({.kind = sim::NoteKind::kDuplicate, .layer = options_.layer, .sample = data.sample});
  if (word == WordMemory::Word::kOvertaken) give_back(data.stake, data.sample, context);
  return false;
}

template <class Scalar>
void FeedbackPopulation<Scalar>::follow(const Activity& local, Context& context) {
  if (!is_newer(course_->locals, local, context)) return;
  locals_.replace(local.sample, local);
  give_back(local.stake, local.sample, context);
  aim(local.sample, context);
}

template <class Scalar>
void FeedbackPopulation<Scalar>::follow(const Target& part, Context& context) {
  if (!is_newer(course_->parts, part, context)) return;
  if (const Part* last = parts_.find(part.sample)) {
    give_back(last->target.stake, part.sample, context);
  }
  parts_.replace(part.sample, {part});
  aim(part.sample, context);
}

// Towards the credit of this sample, if all that makes it is there and no newer one has come.
template <class Scalar>
void FeedbackPopulation<Scalar>::aim(Sample sample, Context& context) {
  Course& course = *course_;
  const Activity* local = locals_.find(sample);
  Part* part = parts_.find(sample);
  if (local == nullptr || part == nullptr || sample < course.sample) return;
  if (sample != course.sample) {
    course.sample = sample;
    course.said = nullptr;
    course.words = 0;
  }
  const Matrix<Scalar>& activity = local->activity->template as<Scalar>();
  const Target& target = part->target;
  course.credit = layer_.complete({target.coding, target.gain, target.values}, activity);
  // At first they want what the units do: there is no error.
  const bool absolute = course.credit.coding == Coding::kAbsolute;
  course.state.aim(course.credit.values->template as<Scalar>(), context.now(),
                   absolute ? &activity : nullptr);
  const Stake stake = std::exchange(part->target.stake, {});
  if (course.stepping == sample) return give_back(stake, sample, context);
  course.stepping = sample;
  context.after(course.pace.next(context.random()), LocalStep{sample, stake, true});
}

template <class Scalar>
void FeedbackPopulation<Scalar>::move_on(const LocalStep& step, Context& context) {
  Course& course = *course_;
  Stake stake = step.stake;
  // With too little memory a newer sample may have pushed this one out.
  const bool known = locals_.find(step.sample) != nullptr && parts_.find(step.sample) != nullptr;
  if (step.sample == course.stepping && known) {
    course.state.advance(context.now());
    const double change =
        course.said ? relative_change(course.said->template as<Scalar>(), course.state.value()) : 1;
    if (change > course.theta) stake = speak(stake, context);
    if (course.state.remaining() > course.theta) {
      context.after(course.pace.next(context.random()), LocalStep{step.sample, stake, true});
      return;
    }
  }
  if (step.sample == course.stepping) course.stepping = sim::kNoSample;
  give_back(stake, step.sample, context);
}

// Returns what is left of the stake.
template <class Scalar>
Stake FeedbackPopulation<Scalar>::speak(Stake stake, Context& context) {
  Course& course = *course_;
  const Activity& local = *locals_.find(course.sample);
  const Credit credit{course.credit.coding, course.credit.gain,
                      share(Matrix<Scalar>(course.state.value()))};
  const bool open = goes_down() && layer_.has_way_down();
  deliver(local, parts_.find(course.sample)->target, credit, stake.split(), context, course.words);
  if (open) send_below(local, credit, stake.split(), context, course.words);
  ++course.words;
  if (open || !goes_down()) course.said = credit.values;  // else again, when weights come
  return stake;
}

#define INSTANTIATE(Scalar)                                                    \
  template void FeedbackPopulation<Scalar>::follow(const Activity&, Context&); \
  template void FeedbackPopulation<Scalar>::follow(const Target&, Context&);   \
  template void FeedbackPopulation<Scalar>::aim(Sample, Context&);             \
  template void FeedbackPopulation<Scalar>::move_on(const LocalStep&, Context&);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace neurons
