// Observers that count: messages by kind, learning since the last evaluation, the last events.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <vector>

#include "neurons/messages.h"
#include "neurons/sample_memory.h"
#include "sim/observer.h"

namespace lab {

using neurons::Message;

struct KindCount {
  std::string_view kind;
  std::uint64_t messages = 0, bytes = 0, lost = 0;
  bool local = true;
};

// Messages and bytes by kind, as sent.
class MessageCounter final : public sim::Observer<Message> {
 public:
  MessageCounter();
  void on_send(const sim::Event<Message>& event, sim::Fate fate) override;
  std::vector<KindCount> counts() const;  // of kinds that were sent

  template <class A>
  void archive(A& a) {
    for (KindCount& count : counts_) a(count.messages, count.bytes, count.lost);
  }

 private:
  std::array<KindCount, std::variant_size_v<Message>> counts_;
};

// What the readout and the synapses said since the last evaluation.
class LearningMeter final : public sim::Observer<Message> {
 public:
  explicit LearningMeter(sim::Layer layers) : norms_(static_cast<std::size_t>(layers), 0) {}
  void on_note(const sim::Note& note, const sim::EventKey& during) override;

  struct Reading {
    std::uint64_t samples = 0, correct = 0;  // presentations; correct columns
    double loss = 0;                         // mean over presentations

    template <class A>
    void archive(A& a) {
      a(samples, correct, loss);
    }
  };
  // Starts anew.
  Reading take();
  Reading peek() const;
  // Norm of the last change of the weights of each layer.
  const std::vector<double>& update_norms() const { return norms_; }

  template <class A>
  void archive(A& a) {
    a(sum_, scores_, norms_);
  }

 private:
  using ScoreMemory = neurons::SampleMemory<sim::Note>;
  static constexpr std::size_t kScores = 16;

  Reading sum_;
  ScoreMemory scores_{kScores};  // of the last samples: leaky units may have more to say
  std::vector<double> norms_;
};

// The last events, and what links lost, for the report of a run that cannot go on.
class RecentEvents final : public sim::Observer<Message> {
 public:
  struct Line {
    sim::EventKey key;
    sim::EventId cause;
    std::string kind;
    sim::Sample sample;
    bool lost;

    template <class A>
    void archive(A& a) {
      a(key, cause, kind, sample, lost);
    }
  };
  void on_send(const sim::Event<Message>& event, sim::Fate fate) override;
  void on_receive(const sim::Event<Message>& event) override;
  const std::deque<Line>& lines() const { return lines_; }

  template <class A>
  void archive(A& a) {
    std::vector<Line> lines(lines_.begin(), lines_.end());
    a(lines);
    lines_.assign(lines.begin(), lines.end());
  }

 private:
  void add(const sim::Event<Message>& event, bool lost);

  static constexpr std::size_t kKept = 20;
  std::deque<Line> lines_;
};

}  // namespace lab
