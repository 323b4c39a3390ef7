// Wall time: every actor on its own strand of a Boost.Asio thread pool, delays are real, and the
// order is whatever really happens. Nothing is reproducible; the virtual run is its oracle.
// Handlers run on the pool; the queue, the links' receivers and the observers belong to the thread
// that calls advance().
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>
// Boost 1.74 uses std::exchange without including <utility>.
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include "sim/asio_driver.h"

namespace sim {

template <class Message>
class WallDriver final : public Driver<Message> {
 public:
  struct Options {
    double scale = 1000;         // wall time = scale x model time
    std::size_t threads = 2;     // at least 1
    std::function<void()> wake;  // called from any thread when a handler has ended
  };

  // REQUIRES: scale > 0. "engine" must outlive the driver.
  WallDriver(Engine<Message>& engine, const Options& options)
      : engine_(engine), options_(options), pool_(options.threads) {}

  ~WallDriver() override {
    pool_.join();
    strands_.clear();  // they use the pool when they go
  }

  // Merges what has been done, and starts what is due. The first exception of a handler passes
  // through; those of others that ran beside it do not.
  Next advance() override {
    go_on();
    merge_done();
    const Time now = model_now();
    while (const auto due = engine_.next_time()) {
      if (*due > now) break;
      start(engine_.take(), now);
    }
    if (const auto due = engine_.next_time()) return Next::wait(wall(*due));
    return running_ == 0 ? Next(false) : Next::wait({});
  }

  void rest() override {
    if (rests_since_) return;
    std::unique_lock lock(mutex_);
    all_done_.wait(lock, [this] { return done_.size() == running_; });
    lock.unlock();
    rests_since_ = std::chrono::steady_clock::now();
    merge_done();
  }

 private:
  using Strand = boost::asio::strand<boost::asio::thread_pool::executor_type>;
  struct Done {
    Event<Message> event;
    Outbox<Message> out;
    std::exception_ptr error;
  };

  // The time that was spent at rest does not count.
  void go_on() {
    const WallTime now = std::chrono::steady_clock::now();
    if (!start_) start_ = now;
    if (rests_since_) *start_ += now - *std::exchange(rests_since_, std::nullopt);
  }

  Time model_now() const {
    const WallTime now = rests_since_.value_or(std::chrono::steady_clock::now());
    const std::chrono::duration<double, std::nano> elapsed = now - *start_;
    const auto ns = static_cast<std::int64_t>(elapsed.count() / options_.scale);
    return std::max(engine_.now(), Time{ns, 0});
  }

  WallTime wall(Time t) const {
    return *start_ + std::chrono::nanoseconds(
                         static_cast<std::int64_t>(static_cast<double>(t.ns) * options_.scale) + 1);
  }

  Strand& strand_of(ActorId actor) {
    while (strands_.size() <= actor.value) {
      strands_.push_back(boost::asio::make_strand(pool_.get_executor()));
    }
    return strands_[actor.value];
  }

  // It is received now, which may be later than it was due.
  void start(Event<Message> event, Time now) {
    event.key.at = std::max(now, event.key.at);
    ++running_;
    Strand& strand = strand_of(event.key.to);
    boost::asio::post(strand, [this, event = std::move(event)]() mutable {
      Done done{std::move(event), {}, nullptr};
      try {
        done.out = engine_.handle(done.event);
      } catch (...) {
        done.error = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      done_.push_back(std::move(done));
      all_done_.notify_one();
      options_.wake();
    });
  }

  void merge_done() {
    std::vector<Done> done;
    {
      const std::lock_guard lock(mutex_);
      done.swap(done_);
      running_ -= done.size();
    }
    for (Done& one : done) {
      if (!one.error) {
        engine_.conclude(one.event, std::move(one.out), model_now());
      } else if (!std::exchange(has_failed_, true)) {
        std::rethrow_exception(one.error);
      }
    }
  }

  Engine<Message>& engine_;
  const Options options_;
  std::optional<WallTime> start_, rests_since_;
  std::vector<Strand> strands_;

  std::mutex mutex_;
  std::condition_variable all_done_;
  std::vector<Done> done_;         // handled, but not merged; under the mutex
  std::size_t running_ = 0;        // events taken, but not merged; written by advance() only
  bool has_failed_ = false;        // a handler threw
  boost::asio::thread_pool pool_;  // last: its threads use all the above
};

}  // namespace sim
