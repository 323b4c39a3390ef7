// Clocks in another process: a shipped clock behind the protocol gives the orders that it gives at
// home, however the reply is waited for and wherever it is saved; and what another side does wrong
// is one error that names it.
#include "tools/lab/remote/remote_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <map>
#include <thread>

#include "sim/clocks/convergence.h"
#include "sim/clocks/lockstep.h"
#include "sim/clocks/wave.h"
#include "tests/sim/fake_network.h"
#include "tests/sim/fake_port.h"
#include "tests/tools/remote_peer.h"
#include "tests/tools/restored.h"

namespace lab {
namespace {

using protocols::clock::Reply;
using protocols::clock::Request;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

RemoteClock::Options options_for(const Peer& peer) {
  using namespace std::chrono_literals;
  return {.remote = {.address_text = "unix:" + peer.path(),
                     .address = {.path = peer.path(), .host = {}},
                     .connect_timeout = 20s,
                     .reply_timeout = 20s},
          .seed = 7,
          .parameters = {{"infer", "1us"}}};
}

using Make = sim::fake::Network::Make;

constexpr sim::Topology kTopology{.layers = 3, .samples = 6};

Make maker(const Peer& peer) {
  return
      [options = options_for(peer)] { return std::make_unique<RemoteClock>(options, kTopology); };
}

std::unique_ptr<sim::fake::Network> network(const Make& make) {
  return std::make_unique<sim::fake::Network>(
      kTopology,
      sim::fake::Laws{{.delay = sim::LognormalDelay{{20'000}, 1}},
                      {.delay = sim::UniformDelay{{0}, {9'000}}}},
      make, sim::ClockTraits{});
}

// In the order of time: what was ordered, and at which nanosecond.
std::vector<std::string> orders(const sim::fake::Network& network) {
  std::vector<std::string> out;
  for (const auto& [at, order] : network.ordered) {
    out.push_back(sim::fake::text({.at = {at.ns, 0}, .order = order}));
  }
  return out;
}

std::vector<std::string> orders_of(const Make& make) {
  const auto it = network(make);
  EXPECT_TRUE(it->run()) << it->clock_actor->waiting_for();
  return orders(*it);
}

using MakeShipped = std::function<std::unique_ptr<sim::PhaseClock>()>;

const std::map<std::string, MakeShipped> kShipped = {
    {"lockstep",
     [] { return std::make_unique<sim::LockstepClock>(sim::LockstepClock::Options{}); }},
    {"wave", [] { return std::make_unique<sim::WaveClock>(sim::WaveClock::Options{}); }},
    {"convergence",
     [] { return std::make_unique<sim::ConvergenceClock>(sim::ConvergenceClock::Options{}); }},
};

class RemoteShipped : public testing::TestWithParam<std::string> {
 protected:
  const MakeShipped& shipped() const { return kShipped.at(GetParam()); }

  Peer peer{[make = shipped()] { return answers_of(make()); }};
};

TEST_P(RemoteShipped, GivesTheOrdersThatItGivesAtHome) {
  const auto expected = orders_of(shipped());
  EXPECT_EQ(expected.size(), 30u);
  EXPECT_EQ(orders_of(maker(peer)), expected);
  EXPECT_EQ(peer.connections(), 1);
}

// As an event loop does that has other things to do: it never blocks in a window.
TEST_P(RemoteShipped, GivesTheSameWhenItsGateIsAskedBetweenWindows) {
  const auto it = network(maker(peer));
  sim::Gate& gate = *it->clock_actor->scheme().gate();
  while (it->engine.run_window()) {
    while (!gate.ready()) EXPECT_GE(gate.descriptor(), 0);
  }
  EXPECT_EQ(orders(*it), orders_of(shipped()));
}

TEST_P(RemoteShipped, GivesTheSameWhenSavedAndLoadedAnywhere) {
  const auto expected = orders_of(shipped());
  for (const bool fresh : {false, true}) {
    for (const bool asked : {false, true}) {
      const auto it = network([&] { return std::make_unique<Restored>(maker(peer), fresh); });
      while (it->engine.run_window()) {
        if (asked) it->clock_actor->scheme().gate()->ready();
      }
      EXPECT_EQ(orders(*it), expected) << fresh << asked;
    }
  }
  EXPECT_GT(peer.connections(), 10);
}

INSTANTIATE_TEST_SUITE_P(All, RemoteShipped, testing::Values("lockstep", "wave", "convergence"),
                         [](const auto& tested) { return tested.param; });

// Answers a hello, and everything else as the test says.
Answer after_hello(Answer then) {
  return [then](const Request& request) -> std::optional<Reply> {
    if (!request.has_hello()) return then(request);
    Reply reply;
    reply.set_version(1);
    reply.set_name("tested");
    return reply;
  };
}

struct Rig {
  explicit Rig(const Answer& answer)
      : peer([answer] { return after_hello(answer); }), options(options_for(peer)) {}

  Peer peer;
  RemoteClock::Options options;
  sim::Topology topology{.layers = 2, .samples = 3, .memory = 5};
  sim::FakePort port{topology};
};

TEST(RemoteClock, SaysHelloWithAllThatThereIsToKnow) {
  std::promise<Request> heard;
  Peer peer([&] {
    return [&](const Request& request) -> std::optional<Reply> {
      heard.set_value(request);
      return std::nullopt;
    };
  });
  const sim::Topology topology{.layers = 2, .samples = 3, .memory = 5};
  EXPECT_THROW(RemoteClock(options_for(peer), topology), sim::ClockError);
  const auto hello = heard.get_future().get().hello();
  EXPECT_EQ(hello.version(), 1u);
  EXPECT_EQ(hello.seed(), 7u);
  EXPECT_EQ(hello.layers(), 2);
  EXPECT_EQ(hello.samples(), 3);
  EXPECT_EQ(hello.memory(), 5u);
  ASSERT_EQ(hello.parameter_size(), 1);
  EXPECT_EQ(hello.parameter(0).name() + hello.parameter(0).value(), "infer1us");
}

// Reports and a timer of one instant are one request; the flush after it brings the actions.
TEST(RemoteClock, AsksOnceForAllSignalsOfAnInstant) {
  std::promise<void> may_answer;
  std::vector<Request> heard;
  auto rig =
      std::make_unique<Rig>([&, wait = may_answer.get_future().share()](const Request& request) {
        heard.push_back(request);
        Reply reply;
        if (heard.size() == 1) {
          reply.add_action()->set_present(0);
          reply.add_action()->set_timer_after_ns(100);
        } else {
          wait.wait();
        }
        return std::optional(reply);
      });
  RemoteClock clock(rig->options, rig->topology);
  clock.start(rig->port);
  EXPECT_THAT(rig->port.take(), ElementsAre("wait 0"));
  clock.hear(sim::Timer{0}, rig->port);
  EXPECT_THAT(rig->port.take(), ElementsAre("present 0", "wait 100"));
  EXPECT_TRUE(clock.ready());

  rig->port.time = {100, 0};
  clock.hear(sim::Report{sim::ReportKind::kActive, 2, 0, 0.25}, rig->port);
  EXPECT_THAT(rig->port.take(), ElementsAre("wait 0"));
  clock.hear(sim::Timer{1}, rig->port);
  clock.hear(sim::Report{sim::ReportKind::kReturned, 2, 0}, rig->port);
  EXPECT_THAT(rig->port.take(), ElementsAre());
  EXPECT_FALSE(clock.ready());  // it is asked, and does not answer yet
  may_answer.set_value();
  rig->port.time = {100, 1};
  clock.hear(sim::Timer{2}, rig->port);
  EXPECT_TRUE(clock.ready());

  rig.reset();  // its threads have ended
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_TRUE(heard[0].signals().signal(0).has_start());
  const auto& signals = heard[1].signals();
  EXPECT_EQ(signals.now_ns(), 100);
  ASSERT_EQ(signals.signal_size(), 2);
  EXPECT_EQ(signals.signal(0).report().kind(), protocols::clock::Report::ACTIVE);
  EXPECT_EQ(signals.signal(0).report().layer(), 2);
  EXPECT_EQ(signals.signal(0).report().change_norm(), 0.25);
  EXPECT_EQ(signals.signal(1).timer().number(), 0u);  // the first that it had set itself
}

// Not known to the other side when a run is cut short.
TEST(RemoteClock, LeavesOutOrdersOfSamplesThatAreNotThereAnyMore) {
  Rig rig([](const Request&) {
    Reply reply;
    for (const sim::Sample sample : {0, 1}) {
      reply.add_action()->set_present(sample);
      reply.add_action()->mutable_order()->set_sample(sample);
    }
    return std::optional(reply);
  });
  const sim::Topology topology{.layers = 1, .samples = 1};
  sim::FakePort port(topology);
  RemoteClock clock(rig.options, topology);
  clock.start(port);
  clock.hear(sim::Timer{0}, port);
  EXPECT_THAT(port.take(), ElementsAre("wait 0", "present 0", "present 0"));
}

TEST(RemoteClock, IsToldWithItsNameAndAddressWhenItAsksForWhatCannotBe) {
  const std::vector<std::pair<std::string, std::function<void(Reply&)>>> rows = {
      {"gave up: no idea", [](Reply& r) { r.set_error("no idea"); }},
      {"set a timer of -5 ns", [](Reply& r) { r.add_action()->set_timer_after_ns(-5); }},
      {"an action that this gaitsim does not know", [](Reply& r) { r.add_action(); }},
      {"ordered phase 9",
       [](Reply& r) {
         r.add_action()->mutable_order()->set_phase(static_cast<protocols::clock::Order::Phase>(9));
       }},
  };
  for (const auto& [told, fill] : rows) {
    Rig rig([&fill = fill](const Request&) {
      Reply reply;
      fill(reply);
      return std::optional(reply);
    });
    RemoteClock clock(rig.options, rig.topology);
    clock.start(rig.port);
    EXPECT_THAT([&] { clock.hear(sim::Timer{0}, rig.port); },
                testing::ThrowsMessage<sim::ClockError>(AllOf(
                    HasSubstr("'tested (remote unix:" + rig.peer.path() + ")'"), HasSubstr(told))));
  }
}

TEST(RemoteClock, IsToldToBeLateWhetherSomebodyBlocksForItOrNot) {
  using namespace std::chrono_literals;
  for (const bool blocks : {false, true}) {
    Rig rig([](const Request&) {
      std::this_thread::sleep_for(1s);
      return std::optional<Reply>();
    });
    rig.options.remote.reply_timeout = 50ms;
    RemoteClock clock(rig.options, rig.topology);
    clock.start(rig.port);
    const auto wait_for_it = [&] {
      if (blocks) clock.hear(sim::Timer{0}, rig.port);
      while (!clock.ready()) std::this_thread::sleep_for(5ms);
    };
    EXPECT_THAT(wait_for_it,
                testing::ThrowsMessage<sim::ClockError>(HasSubstr("did not answer within 50ms")));
  }
}

TEST(RemoteClock, IsToldToBeGoneWhenItHangsUp) {
  Rig rig([](const Request&) { return std::optional<Reply>(); });
  RemoteClock clock(rig.options, rig.topology);
  clock.start(rig.port);
  EXPECT_THAT([&] { clock.hear(sim::Timer{0}, rig.port); },
              testing::ThrowsMessage<sim::ClockError>(HasSubstr("is gone")));
}

}  // namespace
}  // namespace lab
