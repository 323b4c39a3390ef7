// The same arithmetic as a network of actors under the ideal clock, as a plain loop over layers:
// the oracle of the event-driven run, and what its cost is measured against. It knows no time,
// no messages and no clock.
#pragma once

#include <memory>

#include "neurons/network.h"

namespace lab {

class PlainLoop {
 public:
  virtual ~PlainLoop() = default;

  // One presentation: infer, credit, learn. Layers learn side by side on the executor. Throws
  // std::domain_error if a weight matrix has no inverse.
  virtual void step(sim::Sample sample, sim::Executor& executor) = 0;
  // What the rule alone asks of the weights of each layer, (units, inputs): the gradient before
  // regularizer and optimizer. Changes no weights.
  virtual std::vector<neurons::Matrix<double>> gradients(sim::Sample sample) = 0;
  virtual std::vector<neurons::Weights> weights() const = 0;
  // Of the last step.
  virtual double loss() const = 0;
};

// "batches" must outlive the loop.
std::unique_ptr<PlainLoop> make_plain_loop(const neurons::NetworkOptions& options,
                                           const neurons::Batches& batches);

}  // namespace lab
