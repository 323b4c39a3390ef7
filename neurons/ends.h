// The ends of a network: the source presents inputs, the teacher releases labels, the readout
// judges what came out.
#pragma once

#include <optional>

#include "neurons/batches.h"
#include "neurons/loss.h"
#include "neurons/sample_memory.h"
#include "neurons/stage.h"

namespace neurons {

// "batches" must outlive the actors.
class Source final : public Actor {
 public:
  explicit Source(const Batches& batches) : batches_(batches) {}
  void attach(Port above, Port report);
  void receive(const Message& message, ActorId from, Context& context) override;
  std::string waiting_for() const override { return "an infer order"; }
  void archive(sim::Archive& a) override { a(history_); }

 private:
  const Batches& batches_;
  Port above_, report_;
  SampleHistory history_;
};

// Speaks the label as an absolute target of the class units: (classes, batch), one-hot.
class Teacher final : public Actor {
 public:
  struct Options {
    LayerNumber layers = 1;  // L: the teacher reports as L + 1
    unsigned classes = 1;
    Precision precision = Precision::kFloat32;
  };
  Teacher(const Batches& batches, const Options& options) : batches_(batches), options_(options) {}
  void attach(Port top, Port report);
  void receive(const Message& message, ActorId from, Context& context) override;
  std::string waiting_for() const override { return "a target order"; }
  void archive(sim::Archive& a) override { a(history_); }

 private:
  const Batches& batches_;
  Options options_;
  Port top_, report_;
  SampleHistory history_;
};

// Notes loss and correct columns of every activity that arrives. Of leaky units several come for a
// sample: the last word counts.
class Readout final : public Actor {
 public:
  struct Options {
    LayerNumber layers = 1;
    unsigned classes = 1;
    Loss loss = Loss::kSquaredError;
  };
  Readout(const Batches& batches, const Options& options) : batches_(batches), options_(options) {}
  void attach(std::optional<Port> report) { report_ = report; }
  void receive(const Message& message, ActorId from, Context& context) override;
  std::string waiting_for() const override { return "the activity of the top"; }
  void archive(sim::Archive& a) override { a(history_, words_); }

 private:
  const Batches& batches_;
  Options options_;
  std::optional<Port> report_;  // to a clock that wants stakes back
  SampleHistory history_;
  WordMemory words_;
};

struct Score {
  double loss = 0;            // of the class units, mean over columns
  std::uint32_t correct = 0;  // columns whose largest class unit is the label's
};
// REQUIRES: activity has at least `classes` rows and a column for each label.
Score score(const Tensor& activity, const std::vector<std::uint8_t>& labels, unsigned classes,
            Loss loss = Loss::kSquaredError);

}  // namespace neurons
