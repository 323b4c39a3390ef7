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
Matrix<Scalar> one_hot(const std::vector<std::uint8_t>& labels, unsigned classes) {
  require_classes(labels, classes, classes);
  Matrix<Scalar> out = Matrix<Scalar>::Zero(classes, std::ssize(labels));
  for (std::size_t c = 0; c < labels.size(); ++c) out(labels[c], static_cast<Index>(c)) = 1;
  return out;
}

template <class Scalar>
Score score_of(const Matrix<Scalar>& activity, const std::vector<std::uint8_t>& labels,
               unsigned classes, Loss loss) {
  require_classes(labels, classes, activity.rows());
  const Matrix<double> y = activity.topRows(classes).template cast<double>();
  Score out{.loss = mean_loss(loss, one_hot<double>(labels, classes), y)};
  for (std::size_t c = 0; c < labels.size(); ++c) {
    Index best = 0;
    y.col(static_cast<Index>(c)).maxCoeff(&best);
    out.correct += best == labels[c] ? 1 : 0;
  }
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
                               ? share(one_hot<float>(labels, options_.classes))
                               : share(one_hot<double>(labels, options_.classes));
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
  history_.reach(in->sample);
  const WordMemory::Word word = words_.hear(in->sample, in->nth);
  const bool known = history_.forgotten(in->sample) ||  // history reaches further back than words
                     (in->nth == 0 && history_.has(in->sample, SampleHistory::kActivity));
  if (word != WordMemory::Word::kNewer || known) {
    context.note(
        {.kind = sim::NoteKind::kDuplicate, .layer = options_.layers + 1, .sample = in->sample});
    if (word == WordMemory::Word::kOvertaken) {
      give_back(in->stake, options_.layers + 1, in->sample, report_, context);
    }
    return;
  }
  history_.set(in->sample, SampleHistory::kActivity);
  const Score result =
      score(*in->activity, batches_.labels(in->sample), options_.classes, options_.loss);
  if (!std::isfinite(result.loss)) {
    throw NumericalError("the loss is not finite", options_.layers, in->sample);
  }
  context.note({.kind = sim::NoteKind::kReadout,
                .layer = options_.layers + 1,
                .sample = in->sample,
                .value = result.loss,
                .count = result.correct});
  give_back(in->stake, options_.layers + 1, in->sample, report_, context);
}

Score score(const Tensor& activity, const std::vector<std::uint8_t>& labels, unsigned classes,
            Loss loss) {
  if (activity.precision() == Precision::kFloat32) {
    return score_of(activity.as<float>(), labels, classes, loss);
  }
  return score_of(activity.as<double>(), labels, classes, loss);
}

}  // namespace neurons
