// SettleContract: was what the clock took for settled what it became? It watches, and changes
// nothing.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/observer.h"
#include "tools/lab/watch/link_names.h"
#include "tools/lab/watch/open_samples.h"

namespace lab {

using neurons::Message;

// A clock declares the activities of a sample settled when it orders its target phase, and the
// target of a layer when it orders the layer to learn. The value at that moment, the last one sent
// or delivered, is compared with the last one when the ledger of the sample closes at every layer:
//   residual = ||declared - final|| / ||final||, and 1 for what was declared before it was there.
// More than `allowed` is a violation.
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

 private:
  struct Value {
    neurons::TensorPtr last, declared;
    bool is_declared = false;
    void declare();
  };
  struct Held {  // of one sample; layer l is at l - 1
    std::vector<Value> activities, targets;
  };
  struct Finding {
    std::string_view what;  // "activity" or "target"
    sim::Layer layer = 0;
    sim::Sample sample = sim::kNoSample;
    double residual = 0;
  };

  void obey(const sim::Order& order);
  void judge_closed();
  void judge(const Value& value, Finding finding);

  Options options_;
  LinkNames links_;
  OpenSamples<Held> open_;
  std::uint64_t checked_ = 0, violated_ = 0;
  std::optional<Finding> first_, worst_;  // violation; of all
};

}  // namespace lab
