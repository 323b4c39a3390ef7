// Executors for tests: what the engine does may not depend on the order in which jobs run.
#pragma once

#include <exception>
#include <numeric>
#include <utility>
#include <vector>

#include "sim/executor.h"
#include "sim/random.h"

namespace sim {

// On the calling thread, every batch in an order of its own.
class ShuffledExecutor final : public Executor {
 public:
  explicit ShuffledExecutor(std::uint64_t seed) : random_(seed, 0, Purpose::kModel) {}

  void run_all(std::size_t count, const std::function<void(std::size_t)>& job) override {
    std::vector<std::exception_ptr> errors(count);
    for (const std::size_t i : shuffled(count)) {
      try {
        job(i);
      } catch (...) {
        errors[i] = std::current_exception();
      }
    }
    ++batches_;
    for (const std::exception_ptr& error : errors) {
      if (error) std::rethrow_exception(error);
    }
  }

  std::uint64_t batches() const { return batches_; }  // so far

 private:
  std::vector<std::size_t> shuffled(std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random_.below(i)]);
    return order;
  }

  Random random_;
  std::uint64_t batches_ = 0;
};

}  // namespace sim
