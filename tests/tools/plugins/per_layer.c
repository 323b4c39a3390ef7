/* A clock at every layer, in C: the source's presents at random times and tells the teacher's which
 * sample the world shows; a layer learns when its target is there. It shows all that a host has. */
#include <gaitsim/clock_plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const gaitsim_parameter parameters[] = {
    {"interval", GAITSIM_DURATION, NULL, "200us", "from one presentation to the next, at least"},
    {"spread", GAITSIM_NUMBER, NULL, "0.5", "of the interval, added at random"},
    {"word", GAITSIM_TEXT, NULL, "", "is saved with the rest"},
};

struct clock {
  double interval, spread;
  struct {
    int64_t sample;
    char word[24];
  } state;
};

static void* create(const gaitsim_value* values, char* error, size_t error_size) {
  struct clock* clock = calloc(1, sizeof *clock);
  (void)error, (void)error_size;
  if (clock == NULL) return NULL;
  clock->interval = (double)values[0].integer;
  clock->spread = values[1].number;
  snprintf(clock->state.word, sizeof clock->state.word, "%s", values[2].text);
  return clock;
}

static int32_t next(struct clock* clock, const gaitsim_host* host) {
  const double wait = clock->interval * (1 + clock->spread * host->random(host->host));
  const int32_t presented = host->present(host->host, clock->state.sample);
  if (presented != 1) return presented;
  host->token(host->host, host->layers(host->host) + 1, clock->state.sample++);
  return host->after(host->host, (int64_t)wait, NULL);
}

static int32_t start(void* clock, const gaitsim_host* host) {
  return host->self(host->host) == 0 ? next(clock, host) : 0;
}

static int32_t hear(void* clock, const gaitsim_host* host, const gaitsim_signal* signal) {
  const int32_t self = host->self(host->host), top = host->layers(host->host) + 1;
  if (signal->kind == GAITSIM_TIMER) return next(clock, host);
  if (signal->kind == GAITSIM_TOKEN && self == top && signal->from == 0) {
    return host->order(host->host, self, GAITSIM_TARGET, signal->value);
  }
  if (signal->kind == GAITSIM_REPORT && signal->report == GAITSIM_TARGETED && self != top) {
    return host->order(host->host, signal->layer, GAITSIM_LEARN, signal->sample);
  }
  return 0;
}

static int64_t save(void* clock, void* buffer, size_t capacity) {
  struct clock* it = clock;
  if (capacity >= sizeof it->state) memcpy(buffer, &it->state, sizeof it->state);
  return sizeof it->state;
}

static int32_t load(void* clock, const void* state, size_t size) {
  struct clock* it = clock;
  if (size != sizeof it->state) return 1;
  memcpy(&it->state, state, size);
  return 0;
}

static uint64_t in_flight(void* clock, int32_t layers) {
  (void)clock;
  return 2 + (uint64_t)layers;
}

static const gaitsim_clock_plugin plugin = {
    GAITSIM_CLOCK_ABI, GAITSIM_PER_LAYER, "per_layer", "A clock at every layer.", parameters, 3,
    create, free, start, hear, save, load, in_flight};

const gaitsim_clock_plugin* gaitsim_clock_plugin_entry(void) { return &plugin; }
