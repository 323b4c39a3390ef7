#include "tools/lab/reference/plain_loop.h"

#include "neurons/ends.h"

namespace lab {
namespace {

using neurons::Coding;
using neurons::Credit;
using neurons::Matrix;

template <class Scalar>
class Loop final : public PlainLoop {
 public:
  Loop(const neurons::NetworkOptions& options, const neurons::Batches& batches)
      : classes_(options.classes),
        loss_kind_(options.loss),
        imitates_(options.rule.kind == neurons::RuleKind::kKolenPollack),
        direct_(neurons::is_direct(options.rule)),
        batches_(batches) {
    for (sim::Layer l = 1; l <= options.layers(); ++l) {
      layers_.emplace_back(layer_options(options, l),
                           options.initial.at(static_cast<std::size_t>(l - 1)));
      feedback_.emplace_back(feedback_layer_options(options, l));
      if (l > 1) feedback_.back().take(layers_.back().weights());
    }
    trials_.resize(layers_.size());
    credits_.resize(layers_.size());
  }

  void step(sim::Sample sample, sim::Executor& executor) override {
    const neurons::TensorPtr input = batches_.inputs(sample);
    const auto labels = batches_.labels(sample);
    infer(input->as<Scalar>());
    const neurons::TensorPtr output = neurons::share(Matrix<Scalar>(trials_.back().activity));
    loss_ = neurons::score(*output, labels, classes_, loss_kind_).loss;
    send_down(labels);
    executor.run_all(layers_.size(), [&](std::size_t l) { learn(l, input->as<Scalar>()); });
  }

  std::vector<Matrix<double>> gradients(sim::Sample sample) override {
    const neurons::TensorPtr input = batches_.inputs(sample);
    infer(input->as<Scalar>());
    send_down(batches_.labels(sample));
    std::vector<Matrix<double>> out;
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      const Matrix<Scalar>& pre = l == 0 ? input->as<Scalar>() : trials_[l - 1].activity;
      const auto& [activity, slope] = trials_[l];
      const Matrix<Scalar> gradient =
          layers_[l].by_column(neurons::Layer<Scalar>::factors(
              activity, slope,
              neurons::difference_of(credits_[l], activity)->template as<Scalar>())) *
          layers_[l].seen(pre).transpose();
      out.push_back(gradient.template cast<double>());
    }
    return out;
  }

  std::vector<neurons::Weights> weights() const override {
    std::vector<neurons::Weights> out;
    for (const auto& layer : layers_) out.push_back(layer.weights());
    return out;
  }

  double loss() const override { return loss_; }

 private:
  void infer(const Matrix<Scalar>& input) {
    const Matrix<Scalar>* below = &input;
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      trials_[l] = layers_[l].infer(*below);
      below = &trials_[l].activity;
    }
  }

  void send_down(const std::vector<std::uint8_t>& labels) {
    Matrix<Scalar> one_hot = Matrix<Scalar>::Zero(classes_, std::ssize(labels));
    for (std::size_t c = 0; c < labels.size(); ++c) {
      one_hot(labels[c], static_cast<neurons::Index>(c)) = 1;
    }
    std::vector<Credit> parts(layers_.size());
    parts.back() = {Coding::kAbsolute, {1.0}, neurons::share(std::move(one_hot))};
    for (std::size_t l = layers_.size(); l-- > 0;) {
      const auto& [activity, slope] = trials_[l];
      credits_[l] = feedback_[l].complete(parts[l], activity);
      if (l > 0 && !direct_) parts[l - 1] = feedback_[l].below(credits_[l], activity, slope);
      for (std::size_t to = 0; direct_ && l + 1 == layers_.size() && to < l; ++to) {
        parts[to] = feedback_[l].below(credits_[l], activity, slope, to);
      }
    }
  }

  void learn(std::size_t l, const Matrix<Scalar>& input) {
    const auto& [activity, slope] = trials_[l];
    const Matrix<Scalar>& pre = l == 0 ? input : trials_[l - 1].activity;
    const neurons::TensorPtr difference = neurons::difference_of(credits_[l], activity);
    layers_[l].learn(pre, activity, slope, difference->template as<Scalar>());
    if (l == 0) return;
    feedback_[l].take(layers_[l].weights());
    if (!imitates_) return;
    feedback_[l].imitate(layers_[l].seen(pre),
                         layers_[l].by_column(neurons::Layer<Scalar>::factors(
                             activity, slope, difference->template as<Scalar>())));
  }

  unsigned classes_;
  neurons::Loss loss_kind_;
  bool imitates_;  // feedback weights that change as the forward ones do
  bool direct_;
  const neurons::Batches& batches_;
  std::vector<neurons::Layer<Scalar>> layers_;
  std::vector<neurons::FeedbackLayer<Scalar>> feedback_;
  std::vector<typename neurons::Layer<Scalar>::Inference> trials_;
  std::vector<Credit> credits_;
  double loss_ = 0;
};

}  // namespace

std::unique_ptr<PlainLoop> make_plain_loop(const neurons::NetworkOptions& options,
                                           const neurons::Batches& batches) {
  if (options.precision == neurons::Precision::kFloat32) {
    return std::make_unique<Loop<float>>(options, batches);
  }
  return std::make_unique<Loop<double>>(options, batches);
}

}  // namespace lab
