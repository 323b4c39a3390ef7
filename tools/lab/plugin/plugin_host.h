// What a plug-in sees of a clock's port. No exception of the port's passes through the plug-in: the
// first one is kept here, and thrown when the plug-in has come back.
#pragma once

#include <exception>
#include <string>

#include "sim/phase_clock.h"
#include "tools/include/gaitsim/clock_plugin.h"

namespace lab {

// For the length of one call into the plug-in.
class PluginHost {
 public:
  // "port" must outlive it.
  PluginHost(std::string title, sim::ClockPort& port);
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  const gaitsim_host& functions() const { return functions_; }
  // Throws what was kept, if anything.
  void rethrow() const {
    if (trouble_) std::rethrow_exception(trouble_);
  }

 private:
  // Runs `action` unless there was trouble before; a negative number if there is now.
  template <class Action>
  std::int32_t guarded(Action&& action) noexcept;
  template <class Value, class Action>
  Value asked(Action&& action) noexcept;
  static PluginHost& of(void* host) { return *static_cast<PluginHost*>(host); }
  gaitsim_host table();

  std::string title_;
  sim::ClockPort& port_;
  gaitsim_host functions_;
  std::exception_ptr trouble_;
};

}  // namespace lab
