#include "tools/lab/watch/alignment_probe.h"

#include "neurons/feedback_layer.h"
#include "neurons/local_rule.h"

namespace lab {
namespace {

using neurons::Matrix;
using sim::NoteKind;

std::string_view outcome_of(NoteKind kind) {
  if (kind == NoteKind::kLearned) return "learned";
  return kind == NoteKind::kRejected ? "rejected" : "missed";
}

std::size_t at(sim::Layer layer) { return static_cast<std::size_t>(layer - 1); }

}  // namespace

AlignmentProbe::AlignmentProbe(const AlignmentProbeOptions& options,
                               const neurons::Batches& batches, Trials::WeightsOf weights)
    : options_(options),
      batches_(batches),
      trials_(options.layers, options.memory, std::move(weights)),
      open_(options.layers, static_cast<std::size_t>(neurons::SampleHistory::kSpan)),
      sums_(static_cast<std::size_t>(options.layers)) {}

void AlignmentProbe::on_send(const sim::Event<Message>& event, sim::Fate fate) {
  trials_.on_send(event, fate);
  Probed* probed = open_.find(settling_sample(event.message));
  if (probed != nullptr) probed->settling.on_send(event);
}

void AlignmentProbe::on_receive(const sim::Event<Message>& event) {
  trials_.on_receive(event);
  Probed* probed = open_.find(settling_sample(event.message));
  if (probed != nullptr) probed->settling.on_receive(event);
}

void AlignmentProbe::on_window_end(sim::Time now) { trials_.on_window_end(now); }

void AlignmentProbe::on_note(const sim::Note& note, const sim::EventKey& during) {
  if (note.kind == NoteKind::kPresented) {
    if (static_cast<std::uint64_t>(note.sample) % options_.every_updates != 0) return;
    return open_.open(note.sample,
                      {during.at.ns, std::vector<Update>(sums_.size()), Settling(options_.layers)});
  }
  const bool closes = note.kind == NoteKind::kLearned || note.kind == NoteKind::kRejected ||
                      note.kind == NoteKind::kMissed;
  if (Probed* probed = closes ? open_.find(note.sample) : nullptr) {
    Update& update = probed->updates.at(at(note.layer));
    update.since_presentation_ns = during.at.ns - probed->presented_ns;
    enter(note, update);
  }
  open_.hear(note);
}

// What the update was made from is looked up at once: the next activity may take its place.
void AlignmentProbe::enter(const sim::Note& note, Update& update) {
  update.outcome = outcome_of(note.kind);
  if (note.kind == NoteKind::kMissed) return;
  update.note = note;
  const Trial* trial = trials_.trial(note.layer, note.activity_sample);
  const neurons::Target* target = trials_.target(note.layer, note.target_sample);
  if (trial != nullptr) update.activity_version = trial->version;
  if (target != nullptr) update.feedback_version = target->feedback_version;
  if (note.kind != NoteKind::kLearned || trial == nullptr || !trial->pre || target == nullptr) {
    return;
  }
  const Matrix<double>* error = error_at(note.layer, note.activity_sample);
  if (error == nullptr) return;
  update.likeness = judge(note.layer, *trial, *target, *error);
  if (!update.likeness) return;
  Sum& sum = sums_[at(note.layer)];
  sum.cosine += update.likeness->cosine;
  sum.norm_ratio += update.likeness->norm_ratio;
  ++sum.judged;
}

std::optional<Likeness> AlignmentProbe::judge(sim::Layer layer, const Trial& trial,
                                              const neurons::Target& target,
                                              const Matrix<double>& error) const {
  const Matrix<double> post = trial.post->to_double(), slope = trial.slope->to_double();
  const neurons::Credit credit{target.coding, target.gain,
                               neurons::share(target.values->to_double())};
  const neurons::DeltaRule rule;
  const Matrix<double> update =
      post_factors(rule, post, slope, neurons::difference_of(credit, post)->template as<double>());
  const Matrix<double> gradient = post_factors(rule, post, slope, error);
  const Matrix<double> pre = trial.pre->to_double();
  if (const neurons::Patches* seen = patches_of(layer)) {
    return likeness_of_products(seen->split(update), seen->split(gradient), seen->gather(pre));
  }
  return likeness_of_products(update, gradient, pre.topRows(trials_.inputs(layer)));
}

// Null if a layer from here up has not been active for the sample, or its weights are not known.
const Matrix<double>* AlignmentProbe::error_at(sim::Layer layer, sim::Sample sample) {
  Trial* trial = trials_.trial(layer, sample);
  if (trial == nullptr) return nullptr;
  if (!trial->error && layer == options_.layers) trial->error = top_error(*trial, sample);
  if (!trial->error) {
    const Matrix<double>* above_error = error_at(layer + 1, sample);
    if (above_error == nullptr) return nullptr;
    const Trial& above = *trials_.trial(layer + 1, sample);
    if (!above.weights) return nullptr;
    const Matrix<double> drive = above.slope->to_double().cwiseProduct(*above_error);
    trial->error = error_below(layer + 1, above.weights->to_double(), drive, trial->post->rows());
  }
  return &*trial->error;
}

// For all units of the layer below: through the patches that this one sees, or its first units.
Matrix<double> AlignmentProbe::error_below(sim::Layer layer, const Matrix<double>& weights,
                                           const Matrix<double>& drive, Eigen::Index units) const {
  if (const neurons::Patches* seen = patches_of(layer)) {
    return seen->scatter(Matrix<double>(weights.transpose() * seen->split(drive)));
  }
  Matrix<double> out = Matrix<double>::Zero(units, drive.cols());
  out.topRows(weights.cols()) = weights.transpose() * drive;
  return out;
}

const neurons::Patches* AlignmentProbe::patches_of(sim::Layer layer) const {
  return options_.patches.empty() ? nullptr : options_.patches.at(at(layer)).get();
}

Matrix<double> AlignmentProbe::top_error(const Trial& top, sim::Sample sample) const {
  const Matrix<double> y = top.post->to_double();
  Matrix<double> error = Matrix<double>::Zero(y.rows(), y.cols());
  const auto classes = static_cast<Eigen::Index>(options_.classes);
  Matrix<double> one_hot = Matrix<double>::Zero(classes, y.cols());
  const auto labels = batches_.labels(sample);
  for (std::size_t c = 0; c < labels.size(); ++c) {
    one_hot(labels[c], static_cast<Eigen::Index>(c)) = 1;
  }
  error.topRows(classes) = neurons::miss<double>(options_.loss, one_hot, y.topRows(classes));
  return error;
}

}  // namespace lab
