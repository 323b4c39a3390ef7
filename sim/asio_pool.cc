#include "sim/asio_pool.h"

#include <utility>
// Boost 1.74 uses std::exchange without including <utility>.
#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <latch>
#include <mutex>

namespace sim {
namespace {

// One batch: every worker takes the next job until none is left.
class Batch {
 public:
  Batch(std::size_t count, const std::function<void(std::size_t)>& job)
      : count_(count), job_(job) {}

  void work() {
    for (std::size_t i = next_++; i < count_; i = next_++) run(i);
  }

  void rethrow() {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void run(std::size_t i) {
    try {
      job_(i);
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      if (i >= failed_) return;  // the same one whatever the threads: that of the first job
      failed_ = i;
      error_ = std::current_exception();
    }
  }

  const std::size_t count_;
  const std::function<void(std::size_t)>& job_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::size_t failed_ = ~std::size_t{0};
  std::exception_ptr error_;
};

}  // namespace

struct AsioPool::Pool {
  explicit Pool(std::size_t threads) : helpers(threads - 1), pool(threads - 1) {}
  std::size_t helpers;
  boost::asio::thread_pool pool;
};

AsioPool::AsioPool(std::size_t threads) : pool_(std::make_unique<Pool>(threads)) {}

AsioPool::~AsioPool() { pool_->pool.join(); }

void AsioPool::run_all(std::size_t count, const std::function<void(std::size_t)>& job) {
  Batch batch(count, job);
  const std::size_t helpers = count < 2 ? 0 : std::min(pool_->helpers, count - 1);
  std::latch done(static_cast<std::ptrdiff_t>(helpers));
  for (std::size_t i = 0; i < helpers; ++i) {
    boost::asio::post(pool_->pool, [&] {
      batch.work();
      done.count_down();
    });
  }
  batch.work();
  done.wait();
  batch.rethrow();
}

}  // namespace sim
