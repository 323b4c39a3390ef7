// A clock whose scheme is in a shared library.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/phase_clock.h"
#include "tools/lab/plugin/plugin_library.h"
#include "tools/lab/plugin/plugin_values.h"

namespace lab {

// Whatever the plug-in does wrong is a sim::ClockError that names it: what it throws, what it
// returns, impossible orders. An object is used by one thread at a time.
class PluginClock final : public sim::PhaseClock {
 public:
  // Throws protocols::BadInput if the plug-in refuses the values.
  PluginClock(const PluginLibrary& library, const std::vector<PluginValue>& values);

  std::string_view name() const override { return title_; }
  void start(sim::ClockPort& port) override;
  void hear(const sim::Signal& signal, sim::ClockPort& port) override;
  std::string save() const override;
  void load(std::string_view state) override;

  // Samples that it keeps in flight in a network of so many layers; at least 1.
  std::size_t in_flight(sim::Layer layers) const;

 private:
  [[noreturn]] void fail(const std::string& what) const;
  // Calls into the plug-in; an exception of its own becomes a ClockError.
  template <class Call>
  auto called(const char* function, Call&& call) const;
  template <class Call>
  void with_host(const char* function, sim::ClockPort& port, Call&& call);

  struct Destroy {
    void (*destroy)(void*);
    void operator()(void* clock) const noexcept;
  };

  const gaitsim_clock_plugin& plugin_;
  std::string title_;
  std::unique_ptr<void, Destroy> clock_;
};

}  // namespace lab
