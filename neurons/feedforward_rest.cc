// What a feedforward population does in a round of rest: noise drives it, its feedback population
// hears what stood at the ends of its synapses, and its synapses may learn from the answer.
#include <cmath>
#include <utility>

#include "neurons/feedforward.h"
#include "neurons/numerical_error.h"
#include "neurons/rest_rate.h"

namespace neurons {

// The response to noise is that of the synapses alone: no bias, no activation, no time.
template <class Scalar>
void FeedforwardPopulation<Scalar>::rest(const sim::Order& order, Context& context) {
  close_phase(context);
  if (!options_.rest) return report_rested(order, context);
  const Index inputs = layer_.weights().weights->cols();
  Matrix<Scalar> noise = white_noise<Scalar>(inputs, options_.rest->noise_columns, context);
  Matrix<Scalar> drive = layer_.linear_drive(noise);
  if (options_.rest->plasticity == RestPlasticity::kLateral) inhibit(noise, drive, context);
  const std::uint64_t round = rounds_++;
  if (!options_.rest->reconstructs) return report_rested(order, context);
  // A round that has had no answer yet is given up.
  round_ = RestRound{round, order, share(std::move(drive))};
  context.send(ports_.local, Coincidence{.layer = options_.layer,
                                         .round = round,
                                         .pre = share(std::move(noise)),
                                         .post = round_->drive,
                                         .digest = round_->drive->digest()});
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::inhibit(const Matrix<Scalar>& noise,
                                            const Matrix<Scalar>& drive, Context& context) {
  if (!lateral_) lateral_.emplace(drive.rows(), options_.rest->lateral);
  const RestOptions& rest = *options_.rest;
  const Matrix<Scalar>& weights = layer_.weights().weights->template as<Scalar>();
  const double rate = rest_rate(rest.rate, kLateralShare, noise.rows(), noise.cols());
  const double lateral_rate = rest.lateral_rate > 0 ? rest.lateral_rate : 2 * rate;
  move_at_rest(lateral_->learn(lateral_->settle(drive), noise, weights, rate, lateral_rate),
               context);
}

// Answers to rounds that were given up, and copies, come to nothing.
template <class Scalar>
void FeedforwardPopulation<Scalar>::end_round(const Reconstruction& answer, Context& context) {
  if (!round_ || answer.round != round_->number) return;
  const RestRound round = std::move(*round_);
  round_.reset();
  const RestOptions& rest = *options_.rest;
  const bool shared = rest.plasticity == RestPlasticity::kSharedProduct;
  if (answer.error && (shared || rest.plasticity == RestPlasticity::kOja)) {
    const auto& error = answer.error->template as<Scalar>();
    const auto rate =
        static_cast<Scalar>(rest_rate(rest.rate, kErrorShare, error.rows(), error.cols()));
    Matrix<Scalar> change = mean_product(round.drive->template as<Scalar>(), error);
    if (shared) {
      change -= static_cast<Scalar>(rest.decay.at(round.number)) *
                layer_.weights().weights->template as<Scalar>();
    }
    move_at_rest(rate * change, context);
  }
  report_rested(round.order, context);
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::move_at_rest(const Matrix<Scalar>& change, Context& context) {
  constexpr Scalar kMost = 10;  // times their own size: no round does that on its way to a goal
  const Matrix<Scalar>& weights = layer_.weights().weights->template as<Scalar>();
  if (change.norm() > kMost * weights.norm()) {
    throw NumericalError::at_rest(
        "the weights diverge: a smaller learning_rate in orthogonality or feedback.inverse.learned "
        "or more clock.rest.noise_columns may help",
        options_.layer, rounds_);
  }
  if (!std::isfinite(layer_.add(change))) {
    throw NumericalError::at_rest("what rest does to the weights is not finite", options_.layer,
                                  rounds_);
  }
  send_weights(sim::kNoSample, {}, context);
}

template <class Scalar>
void FeedforwardPopulation<Scalar>::report_rested(const sim::Order& order, Context& context) {
  report(sim::ReportKind::kRested, order.sample, context, order.stake);
}

#define INSTANTIATE(Scalar)                                                       \
  template void FeedforwardPopulation<Scalar>::rest(const sim::Order&, Context&); \
  template void FeedforwardPopulation<Scalar>::end_round(const Reconstruction&, Context&);
INSTANTIATE(float)
INSTANTIATE(double)
#undef INSTANTIATE

}  // namespace neurons
