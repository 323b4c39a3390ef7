// An example of a clock as a shared library: fixed durations as lockstep has, but a wave of
// learning runs through the layers, down for some samples, then up, in turns. From anywhere, with
// the folder that holds gaitsim/clock_plugin.h:
//
//   c++ -std=c++17 -O2 -shared -fPIC -I<that folder> -o libalternating.so alternating.cc
//   gaitsim clocks ./libalternating.so
#include <gaitsim/clock_plugin.h>

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace {

const gaitsim_parameter kParameters[] = {
    {"infer", GAITSIM_DURATION, "", "100us", "from the presentation to the release of the target"},
    {"target", GAITSIM_DURATION, "", "100us", "from the release of the target to the first learns"},
    {"stagger", GAITSIM_DURATION, "", "5us", "from one layer's learn order to the next one's"},
    {"learn", GAITSIM_DURATION, "", "10us", "from the last learn order to the next presentation"},
    {"turn_every", GAITSIM_INTEGER, "samples", "1", "the wave changes its direction so often"},
};
enum { kInfer, kTarget, kStagger, kLearn, kTurnEvery, kCount };

// Plain data, so that saving is copying.
struct State {
  std::int64_t sample;
  std::int32_t phase;    // of the sample: what was ordered last
  std::int32_t learned;  // layers that were ordered to
};

struct Alternating {
  std::int64_t settings[kCount];
  State state;

  int wait(const gaitsim_host& host, int setting) {
    return host.after(host.host, settings[setting], nullptr);
  }

  int begin_sample(const gaitsim_host& host) {
    state.phase = GAITSIM_INFER;
    state.learned = 0;
    const int presented = host.present(host.host, state.sample);
    return presented == 1 ? wait(host, kInfer) : presented;  // 0: none is left, and this is the end
  }

  int release_target(const gaitsim_host& host) {
    state.phase = GAITSIM_TARGET;
    host.order(host.host, host.layers(host.host) + 1, GAITSIM_TARGET, state.sample);
    return wait(host, kTarget);
  }

  int learn_next(const gaitsim_host& host) {
    state.phase = GAITSIM_LEARN;
    const int layers = host.layers(host.host);
    const bool down = state.sample / settings[kTurnEvery] % 2 == 0;
    const int layer = down ? layers - state.learned : state.learned + 1;
    host.order(host.host, layer, GAITSIM_LEARN, state.sample);
    return wait(host, ++state.learned < layers ? kStagger : kLearn);
  }

  int next(const gaitsim_host& host) {
    if (state.phase == GAITSIM_INFER) return release_target(host);
    if (state.learned < host.layers(host.host)) return learn_next(host);
    ++state.sample;
    return begin_sample(host);
  }
};

Alternating& at(void* clock) { return *static_cast<Alternating*>(clock); }

void* create(const gaitsim_value* values, char* error, std::size_t error_size) {
  if (values[kTurnEvery].integer < 1) {
    std::snprintf(error, error_size, "turn_every must be at least 1");
    return nullptr;
  }
  auto* clock = new Alternating{};
  for (int i = 0; i < kCount; ++i) clock->settings[i] = values[i].integer;
  return clock;
}

void destroy(void* clock) { delete &at(clock); }

std::int32_t start(void* clock, const gaitsim_host* host) { return at(clock).begin_sample(*host); }

// Like lockstep it listens to nobody but its own timers.
std::int32_t hear(void* clock, const gaitsim_host* host, const gaitsim_signal* signal) {
  return signal->kind == GAITSIM_TIMER ? at(clock).next(*host) : 0;
}

std::int64_t save(void* clock, void* buffer, std::size_t capacity) {
  if (capacity >= sizeof(State)) std::memcpy(buffer, &at(clock).state, sizeof(State));
  return sizeof(State);
}

std::int32_t load(void* clock, const void* state, std::size_t size) {
  if (size != sizeof(State)) return 1;
  std::memcpy(&at(clock).state, state, size);
  return 0;
}

const gaitsim_clock_plugin kPlugin = {
    GAITSIM_CLOCK_ABI,
    0,
    "alternating",
    "Fixed durations; learning runs down through the layers, then up, in turns.",
    kParameters,
    kCount,
    create,
    destroy,
    start,
    hear,
    save,
    load,
    nullptr,
};

}  // namespace

const gaitsim_clock_plugin* gaitsim_clock_plugin_entry(void) { return &kPlugin; }
