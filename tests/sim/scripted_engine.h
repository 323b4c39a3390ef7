// A fixture: an engine of integers whose actors do what a test tells them in a lambda.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <utility>

#include "sim/engine.h"
#include "tests/sim/recorder.h"

namespace sim {

using Handler = std::function<void(int, Context<int>&)>;

class Scripted final : public Actor<int> {
 public:
  explicit Scripted(Handler handler) : handler_(std::move(handler)) {}
  void receive(const int& message, ActorId, Context<int>& context) override {
    handler_(message, context);
  }

 private:
  Handler handler_;
};

class ScriptedEngine : public testing::Test {
 protected:
  ScriptedEngine() { engine.watch(seen); }

  // By default an actor that listens and says nothing.
  ActorId add(Handler handler = [](int, Context<int>&) {}) {
    return engine.add(std::make_unique<Scripted>(std::move(handler)));
  }

  Port connect(ActorId from, ActorId to, Duration delay = {}) {
    return engine.connect(from, to, {.delay = ConstantDelay{delay}});
  }

  int run() {
    int windows = 0;
    while (engine.run_window()) ++windows;
    return windows;
  }

  InlineExecutor executor;
  Engine<int> engine{1, executor};
  Recorder<int> seen;
};

}  // namespace sim
