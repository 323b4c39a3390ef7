// The other side of a remote clock, for tests: threads that answer on a Unix socket as a test says,
// and one answer that is right: a shipped clock behind the protocol.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "protocols/clock.pb.h"
#include "sim/phase_clock.h"
#include "tests/tools/tiny_run.h"

namespace lab {

// One connection's answers. Nothing: it hangs up.
using Answer =
    std::function<std::optional<protocols::clock::Reply>(const protocols::clock::Request&)>;

class Peer {
 public:
  explicit Peer(std::function<Answer()> make) : make_(std::move(make)) {
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 64), 0);
    accepting_ = std::thread([this] { accept_all(); });
  }
  // Whoever is still connected is hung up on.
  ~Peer() {
    over_ = true;
    shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (std::thread& thread : serving_) thread.join();
    close(listener_);
  }

  std::string path() const { return (folder_.path() / "s").string(); }
  int connections() const { return connections_; }

 private:
  void accept_all() {
    for (;;) {
      const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0 || over_) return;
      ++connections_;
      const timeval slice{.tv_sec = 0, .tv_usec = 50'000};
      setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
      serving_.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    const Answer answer = make_();
    while (const auto frame = receive(socket)) {
      protocols::clock::Request request;
      EXPECT_TRUE(request.ParseFromString(*frame));
      const auto reply = answer(request);
      if (!reply) break;
      const std::string bytes = reply->SerializeAsString();
      const auto size = static_cast<std::uint32_t>(bytes.size());  // tests run little-endian
      std::string out(reinterpret_cast<const char*>(&size), 4);
      out += bytes;
      if (send(socket, out.data(), out.size(), MSG_NOSIGNAL) < 0) break;
    }
    close(socket);
  }

  std::optional<std::string> receive(int socket) {
    const auto head = receive(socket, 4);
    if (!head) return std::nullopt;
    std::uint32_t size = 0;
    std::memcpy(&size, head->data(), 4);
    return receive(socket, size);
  }

  std::optional<std::string> receive(int socket, std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t done = 0; done < size;) {
      const ssize_t got = recv(socket, out.data() + done, size - done, 0);
      if (got == 0 || over_) return std::nullopt;
      if (got > 0) done += static_cast<std::size_t>(got);
      if (got < 0 && errno != EAGAIN && errno != EINTR) return std::nullopt;
    }
    return out;
  }

  TemporaryFolder folder_;
  std::function<Answer()> make_;
  std::atomic<bool> over_ = false;
  std::atomic<int> connections_ = 0;
  int listener_ = -1;
  std::thread accepting_;
  std::vector<std::thread> serving_;  // touched by accepting_ until it has ended
};

// Writes what a clock wants into a Reply.
class ReplyPort final : public sim::ClockPort {
 public:
  ReplyPort(sim::Topology topology, std::uint64_t& timers)
      : topology_(topology), timers_(timers), random_(1, 0, sim::Purpose::kModel) {}

  sim::Time now() const override { return {}; }
  sim::Random& random() override { return random_; }
  sim::Topology topology() const override { return topology_; }
  std::uint64_t after(sim::Duration delay) override {
    reply.add_action()->set_timer_after_ns(delay.ns);
    return timers_++;
  }
  bool open(sim::Sample sample) override {
    reply.add_action()->set_present(sample);
    return sample < topology_.samples;
  }
  void order(sim::Layer layer, sim::Phase phase, sim::Sample sample) override {
    if (layer == 0 && phase == sim::Phase::kInfer) return;  // present() has said it
    auto& order = *reply.add_action()->mutable_order();
    order.set_layer(layer);
    order.set_phase(static_cast<protocols::clock::Order::Phase>(phase));
    order.set_sample(sample);
  }
  void token(std::uint32_t, std::int64_t) override { ADD_FAILURE(); }
  bool quiet(sim::Sample) const override { return false; }

  protocols::clock::Reply reply;

 private:
  sim::Topology topology_;
  std::uint64_t& timers_;
  sim::Random random_;
};

inline sim::Signal signal_of(const protocols::clock::Signal& signal) {
  if (signal.has_timer()) return sim::Timer{signal.timer().number()};
  const auto& report = signal.report();
  return sim::Report{static_cast<sim::ReportKind>(report.kind()), report.layer(), report.sample(),
                     report.change_norm()};
}

// A clock of ours on the other side. Its number of timers is part of what it saves.
inline Answer answers_of(std::shared_ptr<sim::PhaseClock> clock) {
  struct State {
    sim::Topology topology;
    std::uint64_t timers = 0;
  };
  return [clock, state = std::make_shared<State>()](const protocols::clock::Request& request) {
    ReplyPort port(state->topology, state->timers);
    if (request.has_hello()) {
      state->topology = {.layers = request.hello().layers(), .samples = request.hello().samples()};
      port.reply.set_version(1);
      port.reply.set_name(std::string(clock->name()));
    }
    for (const auto& signal : request.signals().signal()) {
      signal.has_start() ? clock->start(port) : clock->hear(signal_of(signal), port);
    }
    if (request.has_save()) {
      port.reply.set_state(std::to_string(state->timers) + "," + clock->save());
    }
    if (request.has_load()) {
      const std::string& text = request.load().state();
      state->timers = std::stoull(text);
      clock->load(text.substr(text.find(',') + 1));
    }
    return std::optional(port.reply);
  };
}

}  // namespace lab
