#include "tools/lab/plugin/plugin_host.h"

#include <utility>

#include "tools/lab/clock/foreign_order.h"

namespace lab {

PluginHost::PluginHost(std::string title, sim::ClockPort& port)
    : title_(std::move(title)), port_(port), functions_(table()) {}

template <class Action>
std::int32_t PluginHost::guarded(Action&& action) noexcept {
  if (trouble_) return -1;
  try {
    return action();
  } catch (...) {
    trouble_ = std::current_exception();
    return -1;
  }
}

// Of what nothing can go wrong with, but may be asked after trouble, too.
template <class Value, class Action>
Value PluginHost::asked(Action&& action) noexcept {
  Value out{};
  guarded([&] {
    out = static_cast<Value>(action());
    return 0;
  });
  return out;
}

gaitsim_host PluginHost::table() {
  gaitsim_host out{};
  out.host = this;
  out.now_ns = [](void* h) { return of(h).port_.now().ns; };
  out.random = [](void* h) {
    return of(h).asked<double>([&] { return of(h).port_.random().uniform(); });
  };
  out.layers = [](void* h) { return std::int32_t{of(h).port_.topology().layers}; };
  out.samples = [](void* h) { return of(h).port_.topology().samples; };
  out.memory = [](void* h) { return std::uint64_t{of(h).port_.topology().memory}; };
  out.self = [](void* h) { return std::int32_t{of(h).port_.topology().self}; };
  out.after = [](void* h, std::int64_t delay_ns, std::uint64_t* number) {
    return of(h).guarded([&] {
      const std::uint64_t given = of(h).port_.after(foreign_delay(of(h).title_, delay_ns));
      if (number != nullptr) *number = given;
      return 0;
    });
  };
  out.present = [](void* h, std::int64_t sample) {
    return of(h).guarded([&] { return of(h).port_.present(sample) ? 1 : 0; });
  };
  out.order = [](void* h, std::int32_t layer, std::int32_t phase, std::int64_t sample) {
    return of(h).guarded([&] {
      of(h).port_.order(layer, foreign_phase(of(h).title_, phase), sample);
      return 0;
    });
  };
  out.token = [](void* h, std::int32_t to, std::int64_t value) {
    return of(h).guarded([&] {
      of(h).port_.token(static_cast<std::uint32_t>(to), value);
      return 0;
    });
  };
  out.fail = [](void* h, const char* text) {
    of(h).guarded([&]() -> std::int32_t {
      throw sim::ClockError("clock '" + of(h).title_ +
                            "' gave up: " + foreign_text(text == nullptr ? "" : text));
    });
  };
  return out;
}

}  // namespace lab
