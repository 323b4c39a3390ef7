// AlignmentProbe: how near the updates of a run are to those of backpropagation, for the very
// sample and the very weights that made them. It watches, and changes nothing.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "neurons/batches.h"
#include "neurons/loss.h"
#include "neurons/patches.h"
#include "tools/lab/watch/likeness.h"
#include "tools/lab/watch/open_samples.h"
#include "tools/lab/watch/settling.h"
#include "tools/lab/watch/trials.h"

namespace lab {

struct AlignmentProbeOptions {
  sim::Layer layers = 1;
  unsigned classes = 1;
  neurons::Loss loss = neurons::Loss::kSquaredError;
  std::size_t memory = 1;                         // of the populations, in samples
  std::vector<neurons::PatchesPtr> patches = {};  // as in NetworkOptions
  std::uint64_t every_updates = 1;  // of a layer, counted by the sample of the learn order
};

// The update is what the rule alone asks of the weights, before regularizer and optimizer. It is
// compared with the gradient of the loss of the class units of the sample whose activity it used,
// through the weights that made the activities of that sample. Both are of the weights, whatever a
// block makes them from. Where some layer above had not been
// active for it by then, it cannot be judged. All of it in double precision.
class AlignmentProbe final : public sim::Observer<Message> {
 public:
  // "batches" must outlive the probe.
  AlignmentProbe(const AlignmentProbeOptions& options, const neurons::Batches& batches,
                 Trials::WeightsOf weights);

  void on_send(const sim::Event<Message>& event, sim::Fate fate) override;
  void on_receive(const sim::Event<Message>& event) override;
  void on_note(const sim::Note& note, const sim::EventKey& during) override;
  void on_window_end(sim::Time now) override;

  // At the end of a run: what is still open was missed.
  void close() { open_.close_all(); }
  // One object for every probed sample that closed since the last call: lists, layer 1 first.
  std::vector<nlohmann::ordered_json> take_lines();
  // Means over the run, layer 1 first, null where nothing could be judged.
  nlohmann::ordered_json summary() const;

  template <class A>
  void archive(A& a) {
    a(trials_, open_, sums_);
  }

 private:
  struct Update {
    std::string outcome = "missed";
    std::optional<sim::Note> note;  // of an update that was applied or rejected
    std::optional<Likeness> likeness;
    std::optional<std::uint64_t> activity_version, feedback_version;
    std::optional<std::int64_t> since_presentation_ns;

    template <class A>
    void archive(A& a) {
      a(outcome, note, likeness, activity_version, feedback_version, since_presentation_ns);
    }
  };
  struct Probed {
    std::int64_t presented_ns = 0;
    std::vector<Update> updates;  // layer l is at l - 1
    Settling settling;

    template <class A>
    void archive(A& a) {
      a(presented_ns, updates, settling);
    }
  };
  struct Sum {
    double cosine = 0, norm_ratio = 0;
    std::uint64_t judged = 0;

    template <class A>
    void archive(A& a) {
      a(cosine, norm_ratio, judged);
    }
  };

  void enter(const sim::Note& note, Update& update);
  std::optional<Likeness> judge(sim::Layer layer, const Trial& trial, const neurons::Target& target,
                                const neurons::Matrix<double>& error) const;
  const neurons::Matrix<double>* error_at(sim::Layer layer, sim::Sample sample);
  neurons::Matrix<double> error_below(sim::Layer layer, const neurons::Matrix<double>& weights,
                                      const neurons::Matrix<double>& drive,
                                      Eigen::Index units) const;
  const neurons::Patches* patches_of(sim::Layer layer) const;
  neurons::Matrix<double> top_error(const Trial& top, sim::Sample sample) const;

  AlignmentProbeOptions options_;
  const neurons::Batches& batches_;
  Trials trials_;
  OpenSamples<Probed> open_;
  std::vector<Sum> sums_;  // layer l is at l - 1
};

}  // namespace lab
