#include "neurons/feedback.h"

#include <stdexcept>

#include "neurons/numerical_error.h"

namespace neurons {

template <class Scalar>
FeedbackPopulation<Scalar>::FeedbackPopulation(const FeedbackOptions& options,
                                               FeedbackLayer<Scalar> layer)
    : options_(options), layer_(std::move(layer)), locals_(options.memory), parts_(options.memory) {
  if (const auto* leaky = std::get_if<LeakyDynamics>(&options.dynamics)) {
    course_.emplace(Course{LeakyState<Scalar>(leaky->tau),
                           LocalPace(*leaky),
                           leaky->theta,
                           sim::kNoSample,
                           {},
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
void FeedbackPopulation<Scalar>::receive(const Message& message, ActorId from, Context& context) {
  if (takes_time(processing_, message, from, context)) return;
  std::visit([&](const auto& m) { on(m, context); }, message);
}

template <class Scalar>
void FeedbackPopulation<Scalar>::on(const Activity& local, Context& context) {
  if (course_) return follow(local, context);
  if (!is_new(local.sample, SampleHistory::kActivity, context)) return;
  locals_.remember(local.sample, local);
  give_back(local.stake, local.sample, context);
  advance(local.sample, context);
}

template <class Scalar>
void FeedbackPopulation<Scalar>::on(const Target& part, Context& context) {
  if (course_) return follow(part, context);
  if (!is_new(part.sample, SampleHistory::kTarget, context)) return;
  parts_.remember(part.sample, {part});
  advance(part.sample, context);
}

// Weights are those of when they were sent. Older ones that were overtaken are of no use.
template <class Scalar>
void FeedbackPopulation<Scalar>::on(const WeightTransport& transport, Context& context) {
  const bool copy = version_ && transport.weights.version == *version_;
  if (!copy) give_back(transport.stake, transport.sample, context);
  if (version_ && transport.weights.version <= *version_) {
    context.note(
        {.kind = sim::NoteKind::kDuplicate, .layer = options_.layer, .sample = transport.sample});
    return;
  }
  try {
    layer_.take(transport.weights);
  } catch (const std::domain_error& error) {
    throw NumericalError(error.what(), options_.layer, transport.sample);
  }
  const bool first = !version_;
  version_ = transport.weights.version;
  if (!first) return;
  if (course_) return aim(course_->sample, context);
  for (const Sample sample : parts_.samples()) advance(sample, context);
}

// Own synapses learn from what stood at the ends of the forward ones.
template <class Scalar>
void FeedbackPopulation<Scalar>::on(const Coincidence& coincidence, Context& context) {
  try {
    if (coincidence.sample == sim::kNoSample) return rest(coincidence, context);
    layer_.imitate(coincidence.pre->template as<Scalar>(), coincidence.post->template as<Scalar>());
  } catch (const std::domain_error& error) {
    if (coincidence.sample != sim::kNoSample) {
      throw NumericalError(error.what(), options_.layer, coincidence.sample);
    }
    throw NumericalError::at_rest(error.what(), options_.layer, coincidence.round);
  }
}

// The forward synapses hear what came of it.
template <class Scalar>
void FeedbackPopulation<Scalar>::rest(const Coincidence& round, Context& context) {
  const Matrix<Scalar>& drive = round.post->template as<Scalar>();
  Matrix<Scalar> own_noise;
  if (layer_.wants_noise()) own_noise = white_noise<Scalar>(drive.rows(), drive.cols(), context);
  auto error = layer_.reconstruct(round.pre->template as<Scalar>(), drive, own_noise);
  Reconstruction answer{options_.layer, round.round, nullptr};
  if (error) {
    answer.error = share(std::move(*error));
    answer.digest = answer.error->digest();
  }
  context.send(ports_.deliver, std::move(answer));
}

template <class Scalar>
bool FeedbackPopulation<Scalar>::is_new(Sample sample, SampleHistory::Mark mark, Context& context) {
  history_.reach(sample);
  if (history_.forgotten(sample) || history_.has(sample, mark)) {
    context.note({.kind = sim::NoteKind::kDuplicate, .layer = options_.layer, .sample = sample});
    return false;
  }
  history_.set(sample, mark);
  return true;
}

// Goes as far with a sample as what is there allows.
template <class Scalar>
void FeedbackPopulation<Scalar>::advance(Sample sample, Context& context) {
  const Activity* local = locals_.find(sample);
  Part* part = parts_.find(sample);
  if (local == nullptr || part == nullptr) return;
  const Target& target = part->target;
  const Credit credit = layer_.complete({target.coding, target.gain, target.values},
                                        local->activity->template as<Scalar>());
  if (!part->delivered) {
    part->delivered = true;
    // What waits for the way down keeps a stake: it would still speak.
    const Stake stake = goes_down() ? part->target.stake.split() : part->target.stake;
    deliver(*local, part->target, credit, stake, context);
  }
  if (goes_down() && !layer_.has_way_down()) return;  // until weights come
  if (goes_down()) send_below(*local, credit, target.stake, context);
  parts_.forget(sample);
}

template <class Scalar>
void FeedbackPopulation<Scalar>::deliver(const Activity& local, const Target& part,
                                         const Credit& credit, Stake stake, Context& context,
                                         std::uint32_t nth) {
  context.send(ports_.deliver, Target{local.sample, options_.layer, credit.coding, local.version,
                                      part.feedback_version, credit.gain, credit.values,
                                      credit.values->digest(), stake, nth, true});
}

template <class Scalar>
Credit FeedbackPopulation<Scalar>::ask_below(const Activity& local, const Credit& credit,
                                             std::size_t way) {
  try {
    return layer_.below(credit, local.activity->template as<Scalar>(),
                        local.slope->template as<Scalar>(), way);
  } catch (const std::domain_error& error) {
    throw NumericalError(error.what(), options_.layer, local.sample);
  }
}

// The stake is shared among those who listen; the last one gets what is left.
template <class Scalar>
void FeedbackPopulation<Scalar>::send_below(const Activity& local, const Credit& credit,
                                            Stake stake, Context& context, std::uint32_t nth) {
  for (std::size_t way = 0; way < ports_.below.size(); ++way) {
    const Credit below = ask_below(local, credit, way);
    const Stake given = way + 1 < ports_.below.size() ? stake.split() : stake;
    context.send(ports_.below[way].port, Target{local.sample, ports_.below[way].layer, below.coding,
                                                0, version_.value_or(0), below.gain, below.values,
                                                below.values->digest(), given, nth});
  }
}

template <class Scalar>
void FeedbackPopulation<Scalar>::give_back(Stake stake, Sample sample, Context& context) {
  neurons::give_back(stake, options_.layer, sample, ports_.report, context);
}

template <class Scalar>
std::string FeedbackPopulation<Scalar>::waiting_for() const {
  if (goes_down() && !layer_.has_way_down()) return "the weights of its layer";
  if (parts_.empty()) return "credit from above";
  return "the activity of sample " + std::to_string(parts_.newest_sample());
}

template <class Scalar>
void FeedbackPopulation<Scalar>::archive(sim::Archive& a) {
  a(layer_, locals_, parts_, history_, version_);
  if (course_) a(*course_);
}

template class FeedbackPopulation<float>;
template class FeedbackPopulation<double>;

}  // namespace neurons
