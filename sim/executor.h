// How a batch of independent jobs gets done. The results may not depend on it.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>

namespace sim {

class Executor {
 public:
  virtual ~Executor() = default;

  // Calls job(0) .. job(count - 1) once each, in any order, on any thread, and returns when
  // all are done. If jobs throw, the exception of the lowest of them is thrown on after that.
  virtual void run_all(std::size_t count, const std::function<void(std::size_t)>& job) = 0;
};

// In order, on the calling thread: the reference that the others are compared with.
class InlineExecutor final : public Executor {
 public:
  void run_all(std::size_t count, const std::function<void(std::size_t)>& job) override {
    std::exception_ptr first;
    for (std::size_t i = 0; i < count; ++i) {
      try {
        job(i);
      } catch (...) {
        if (!first) first = std::current_exception();
      }
    }
    if (first) std::rethrow_exception(first);
  }
};

}  // namespace sim
