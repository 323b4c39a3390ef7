// The alignment probe by hand: two layers of one linear unit and a batch of one, so that gradients
// are numbers. The label is 1, so the error of the top is 1 - y.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "neurons/wiring.h"
#include "tests/neurons/numbers.h"
#include "tools/lab/watch/alignment_probe.h"

namespace lab {

using neurons::Activity;
using neurons::Matrix;
using neurons::Target;
using neurons::TensorPtr;
using sim::NoteKind;
using sim::Sample;

inline TensorPtr one(double value) {
  return neurons::share(Matrix<double>(Matrix<double>::Constant(1, 1, value)));
}

class OneClass final : public neurons::Batches {
 public:
  TensorPtr inputs(Sample) const override { return one(1); }
  std::vector<std::uint8_t> labels(Sample) const override { return {0}; }
};

class ProbeByHand : public testing::Test {
 protected:
  ProbeByHand() {
    set_weight(1, 1, 0);
    set_weight(2, 5, 0);
    make_probe({.layers = 2, .classes = 1});
  }

  void make_probe(const AlignmentProbeOptions& options) {
    probe.emplace(options, batches,
                  [this](sim::Layer l) -> const neurons::Weights& { return weights.at(l); });
  }

  void set_weight(sim::Layer layer, double value, std::uint64_t version) {
    weights[layer] = {one(value), one(0), version};
    if (probe) probe->on_window_end({});
  }

  static sim::LinkId link(const std::string& name) {
    const auto plans = neurons::link_plans(2);
    for (std::uint32_t i = 0; i < plans.size(); ++i) {
      if (plans[i].name == name) return {i};
    }
    return sim::kNoLink;
  }

  void travel(const std::string& name, const Message& message) {
    const sim::Event<Message> event{{}, {}, {}, link(name), message};
    probe->on_send(event, sim::Fate::kQueued);
    probe->on_receive(event);
  }

  // Layer `layer` hears `pre` and says `post`, made by its weights of today.
  void present(sim::Layer layer, Sample sample, double pre, double post) {
    const std::uint64_t version = weights[layer].version;
    travel("feedforward." + std::to_string(layer),
           Activity{sample, layer - 1, 0, one(pre), nullptr, 0});
    travel("local." + std::to_string(layer),
           Activity{sample, layer, version, one(post), one(slope), 0});
    probe->on_window_end({});
  }

  // Both layers, from an input of 1.
  void present(Sample sample, double y1, double y2) {
    note({.kind = NoteKind::kPresented, .sample = sample});
    present(1, sample, 1, y1);
    present(2, sample, y1, y2);
  }

  void deliver(sim::Layer layer, Sample sample, double difference) {
    travel("deliver." + std::to_string(layer),
           Target{.sample = sample, .layer = layer, .values = one(difference), .delivered = true});
  }

  void note(const sim::Note& note) { probe->on_note(note, {{now_ns}, {}, {}, 0}); }

  void learn(sim::Layer layer, Sample sample, Sample target, Sample activity) {
    note({.kind = NoteKind::kLearned,
          .layer = layer,
          .sample = sample,
          .target_sample = target,
          .activity_sample = activity});
  }
  void learn(sim::Layer layer, Sample sample) { learn(layer, sample, sample, sample); }

  nlohmann::ordered_json line() {
    probe->close();
    const auto lines = probe->take_lines();
    EXPECT_EQ(lines.size(), 1u);
    return lines.at(0);
  }

  OneClass batches;
  std::map<sim::Layer, neurons::Weights> weights;
  double slope = 1;
  std::int64_t now_ns = 0;
  std::optional<AlignmentProbe> probe;
};

}  // namespace lab
