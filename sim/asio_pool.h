// Jobs on threads that serve a Boost.Asio loop; the caller takes its share. A job may call
// run_all() itself: idle threads help, and who waits for a job of another helps with its parts.
#pragma once

#include <memory>

#include "sim/executor.h"

namespace sim {

class AsioPool final : public Executor {
 public:
  // REQUIRES: threads >= 1; the caller counts as one of them.
  explicit AsioPool(std::size_t threads);
  ~AsioPool() override;

  void run_all(std::size_t count, const std::function<void(std::size_t)>& job) override;

 private:
  struct Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace sim
