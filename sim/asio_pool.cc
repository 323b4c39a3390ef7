#include "sim/asio_pool.h"

#include <utility>
// Boost 1.74 uses std::exchange without including <utility>.
#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "sim/team.h"

namespace sim {
namespace {

// What those who wait for others watch.
class News {
 public:
  std::uint32_t now() const { return count_.load(); }
  void tell() {
    ++count_;
    count_.notify_all();
  }
  void wait(std::uint32_t known) const { count_.wait(known); }

 private:
  std::atomic<std::uint32_t> count_ = 0;
};

// One call: every worker takes the next job until none is left. Who comes when all are taken
// touches nothing but the counts.
class Batch {
 public:
  Batch(std::size_t count, const std::function<void(std::size_t)>& job, News& news)
      : count_(count), job_(job), news_(news) {}

  void work() {
    for (std::size_t i = next_++; i < count_; i = next_++) {
      run(i);
      if (++done_ == count_) news_.tell();
    }
  }
  bool done() const { return done_.load() == count_; }

  // Who comes later still holds the batch, but no longer what was thrown.
  void rethrow() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
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
  News& news_;
  std::atomic<std::size_t> next_ = 0, done_ = 0;
  std::mutex mutex_;
  std::size_t failed_ = ~std::size_t{0};
  std::exception_ptr error_;
};

}  // namespace

struct AsioPool::Pool {
  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open{
      context.get_executor()};
  News news;
  std::vector<std::thread> helpers;
};

AsioPool::AsioPool(std::size_t threads) : pool_(std::make_unique<Pool>()) {
  for (std::size_t i = 1; i < threads; ++i) {
    pool_->helpers.emplace_back([this, threads] {
      const Team team(*this, threads);
      pool_->context.run();
    });
  }
}

AsioPool::~AsioPool() {
  pool_->open.reset();
  for (std::thread& helper : pool_->helpers) helper.join();
}

void AsioPool::run_all(std::size_t count, const std::function<void(std::size_t)>& job) {
  const auto batch = std::make_shared<Batch>(count, job, pool_->news);
  const std::size_t helpers = count < 2 ? 0 : std::min(pool_->helpers.size(), count - 1);
  for (std::size_t i = 0; i < helpers; ++i) {
    boost::asio::post(pool_->context, [batch] { batch->work(); });
  }
  if (helpers > 0) pool_->news.tell();
  batch->work();
  while (!batch->done()) {
    const std::uint32_t known = pool_->news.now();
    // What else there is to do is a part of a job that somebody waits for.
    if (pool_->context.poll_one() == 0 && !batch->done()) pool_->news.wait(known);
  }
  batch->rethrow();
}

}  // namespace sim
