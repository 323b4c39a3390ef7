#include "neurons/ends.h"

#include <algorithm>
#include <cmath>

#include "neurons/numerical_error.h"

namespace neurons {
namespace {

// True once for every sample that is not too old.
bool first_time(SampleHistory& history, Sample sample, LayerNumber layer, Context& context) {
  history.reach(sample);
  if (history.forgotten(sample) || history.has(sample, SampleHistory::kActivity)) {
    context.note({.kind = sim::NoteKind::kDuplicate, .layer = layer, .sample = sample});
    return false;
  }
  history.set(sample, SampleHistory::kActivity);
  return true;
}

// Labels are rows: one too large would be somebody else's memory.
void require_classes(const std::vector<std::uint8_t>& labels, unsigned classes, Index rows) {
  const bool all = std::ranges::all_of(labels, [=](std::uint8_t l) { return l < classes; });
  SIM_CHECK(all && classes <= static_cast<std::size_t>(rows), "classes", classes, "rows", rows);
}

template <class Scalar>
TensorPtr one_hot(const std::vector<std::uint8_t>& labels, unsigned classes) {
  require_classes(labels, classes, classes);
  Matrix<Scalar> out = Matrix<Scalar>::Zero(classes, std::ssize(labels));
  for (std::size_t c = 0; c < labels.size(); ++c) out(labels[c], static_cast<Index>(c)) = 1;
  return share(std::move(out));
}

template <class Scalar>
Score score_of(const Matrix<Scalar>& activity, const std::vector<std::uint8_t>& labels,
               unsigned classes) {
  require_classes(labels, classes, activity.rows());
  Score out;
  for (std::size_t c = 0; c < labels.size(); ++c) {
    Eigen::VectorXd y = activity.col(static_cast<Index>(c)).head(classes).template cast<double>();
    Index best = 0;
    y.maxCoeff(&best);
    out.correct += best == labels[c] ? 1 : 0;
    y[labels[c]] -= 1;
    out.loss += 0.5 * y.squaredNorm();
  }
  out.loss /= static_cast<double>(labels.size());
  return out;
}

}  // namespace

void Source::attach(Port above, Port report) {
  above_ = above;
  report_ = report;
}

void Source::receive(const Message& message, ActorId, Context& context) {
  const auto* order = std::get_if<sim::Order>(&message);
  if (order == nullptr || order->phase != sim::Phase::kInfer) return;
  if (!first_time(history_, order->sample, 0, context)) return;
  const TensorPtr inputs = batches_.inputs(order->sample);
  context.send(above_,
               Activity{order->sample, 0, 0, inputs, nullptr, inputs->digest(), order->stake});
  context.send(report_, sim::Report{sim::ReportKind::kPresented, 0, order->sample});
}

void Teacher::attach(Port top, Port report) {
  top_ = top;
  report_ = report;
}

void Teacher::receive(const Message& message, ActorId, Context& context) {
  const auto* order = std::get_if<sim::Order>(&message);
  if (order == nullptr || order->phase != sim::Phase::kTarget) return;
  if (!first_time(history_, order->sample, options_.layers + 1, context)) return;
  const auto labels = batches_.labels(order->sample);
  const TensorPtr values = options_.precision == Precision::kFloat32
                               ? one_hot<float>(labels, options_.classes)
                               : one_hot<double>(labels, options_.classes);
  Target target{.sample = order->sample,
                .layer = options_.layers,
                .coding = Coding::kAbsolute,
                .values = values,
                .digest = values->digest(),
                .stake = order->stake};
  context.send(top_, std::move(target));
  context.send(report_,
               sim::Report{sim::ReportKind::kTargeted, options_.layers + 1, order->sample});
}

void Readout::receive(const Message& message, ActorId, Context& context) {
  const auto* in = std::get_if<Activity>(&message);
  if (in == nullptr) return;
  const bool more = words_.is_newer(in->sample, in->nth) && in->nth > 0;
  if (!more && !first_time(history_, in->sample, layers_ + 1, context)) return;
  history_.reach(in->sample);
  if (more && !history_.forgotten(in->sample)) {
    history_.set(in->sample, SampleHistory::kActivity);  // it may have overtaken the first word
  }
  const Score result = score(*in->activity, batches_.labels(in->sample), classes_);
  if (!std::isfinite(result.loss)) {
    throw NumericalError("the loss is not finite", layers_, in->sample);
  }
  context.note({.kind = sim::NoteKind::kReadout,
                .layer = layers_ + 1,
                .sample = in->sample,
                .value = result.loss,
                .count = result.correct});
  give_back(in->stake, layers_ + 1, in->sample, report_, context);
}

Score score(const Tensor& activity, const std::vector<std::uint8_t>& labels, unsigned classes) {
  if (activity.precision() == Precision::kFloat32) {
    return score_of(activity.as<float>(), labels, classes);
  }
  return score_of(activity.as<double>(), labels, classes);
}

}  // namespace neurons
