// CourseMeter: when things happen to a sample at every layer, and from how old signals it learns.
// It watches, and changes nothing; it keeps counts, and the last samples.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "neurons/messages.h"
#include "sim/observer.h"
#include "tools/lab/distributions/log_histogram.h"

namespace lab {

// Times are virtual, from the moment at which the clock opens the sample to
//   settled  the last change of the layer's activity for it,
//   target   the last change of its target, where its synapses have it,
//   update   the update that was applied on its learn order.
// What did not happen, or only after many further samples were presented, is not counted.
class CourseMeter final : public sim::Observer<neurons::Message> {
 public:
  // `memory` is that of the populations, in samples.
  CourseMeter(sim::Layer layers, std::size_t memory);

  void on_send(const sim::Event<neurons::Message>& event, sim::Fate fate) override;
  void on_receive(const sim::Event<neurons::Message>& event) override;
  void on_note(const sim::Note& note, const sim::EventKey& during) override;

  // At the end of a run.
  void close();
  // One object a layer, layer 1 first. After close().
  nlohmann::ordered_json summary() const;

  template <class A>
  void archive(A& a) {
    a(open_, found_);
  }

 private:
  static constexpr std::size_t kKeptBeyondMemory = 32;  // late targets, stragglers
  static constexpr std::size_t kDistances = 64;         // the last one is of all that are larger
  static constexpr std::int64_t kNever = -1;
  using Distances = std::array<std::uint64_t, kDistances>;

  struct Course {  // of one sample at one layer: when, in ns
    std::int64_t settled = kNever, target = kNever, update = kNever;
    std::uint32_t spoken = 0, wanted = 0;  // words of activity and target so far

    template <class A>
    void archive(A& a) {
      a(settled, target, update, spoken, wanted);
    }
  };
  struct Open {  // of one sample; layer l is at l - 1
    std::int64_t presented = 0;
    std::vector<Course> layers;

    template <class A>
    void archive(A& a) {
      a(presented, layers);
    }
  };
  struct Found {  // of one layer
    LogHistogram settled, target, update;
    Distances staleness{}, mismatch{};

    template <class A>
    void archive(A& a) {
      a(settled, target, update, staleness, mismatch);
    }
  };

  void open(sim::Sample sample, std::int64_t now);
  Course* course(sim::Sample sample, sim::Layer layer);
  void close(const Open& sample);
  static void count(std::uint64_t distance, Distances& distances);

  std::size_t most_;
  std::map<sim::Sample, Open> open_;
  std::vector<Found> found_;  // layer l is at l - 1
};

}  // namespace lab
