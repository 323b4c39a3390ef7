// SettleContract: was what the clock took for settled what it became? It watches, and changes
// nothing.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/lab/watch/open_samples.h"
#include "tools/lab/watch/settling.h"

namespace lab {

// What a clock declares settled (settling.h) is judged when the ledger of the sample closes at
// every layer: a residual of more than `allowed` is a violation.
class SettleContract final : public sim::Observer<Message> {
 public:
  struct Options {
    sim::Layer layers = 1;
    std::size_t memory = 1;  // of the populations, in samples
    double allowed = 1e-3;
  };
  explicit SettleContract(const Options& options);

  void on_send(const sim::Event<Message>& event, sim::Fate fate) override;
  void on_receive(const sim::Event<Message>& event) override;
  void on_note(const sim::Note& note, const sim::EventKey& during) override;

  // At the end of a run: what is open is compared with what it is now.
  void close();

  std::uint64_t violated() const { return violated_; }
  // The first violation, for people. REQUIRES: violated() > 0.
  std::string breach() const;
  nlohmann::ordered_json summary() const;

  template <class A>
  void archive(A& a) {
    a(open_, checked_, violated_, first_, worst_);
  }

 private:
  struct Finding {
    std::string what;  // "activity" or "target"
    sim::Layer layer = 0;
    sim::Sample sample = sim::kNoSample;
    double residual = 0;

    template <class A>
    void archive(A& a) {
      a(what, layer, sample, residual);
    }
  };

  void judge_closed();
  void judge(std::optional<double> residual, Finding finding);

  Options options_;
  OpenSamples<Settling> open_;
  std::uint64_t checked_ = 0, violated_ = 0;
  std::optional<Finding> first_, worst_;  // violation; of all
};

}  // namespace lab
