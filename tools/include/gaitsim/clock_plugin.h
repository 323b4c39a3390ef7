/* A clock for gaitsim as a shared library, in C or C++. This file is all that is needed:
 *
 *     c++ -std=c++17 -shared -fPIC -I<folder of gaitsim/> -o libmine.so mine.cc
 *
 * and in a config:
 *
 *     clock { plugin { library: "./libmine.so" parameter { name: "infer" value: "80us" } } }
 *
 * A clock hears reports, tokens and timers, and gives orders. It never sees a weight or an
 * activity. Layers 1..L are populations, 0 is the source, L + 1 the teacher. Samples count from 0.
 * Times are virtual nanoseconds since the start of the run.
 *
 * Duties. A clock presents every sample once, in order, until present() returns 0, and then ends:
 * it sets no more timers. It orders the teacher's target and learning of every layer for every
 * sample, or layers miss updates. For equal results on every run it draws from random() only, looks
 * at no wall time, and keeps what it knows behind the pointer that create() returned, so that
 * save() has it all.
 *
 * Threads. Calls for one clock come one at a time, maybe from different threads. Clocks with
 * GAITSIM_PER_LAYER are several, and different ones may be called at the same time: they must not
 * share what changes.
 *
 * Memory. Nobody frees what the other side made. Pointers that are passed in a call are valid
 * during that call only; texts of the description are valid for ever: the library is never
 * unloaded. They are printable ASCII.
 *
 * Exceptions. None of gaitsim's passes through a plug-in: host functions return an error instead. A
 * C++ exception that leaves a plug-in's function ends the run with its text. */
#ifndef GAITSIM_CLOCK_PLUGIN_H
#define GAITSIM_CLOCK_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Changes when anything in this file changes its layout or meaning. */
#define GAITSIM_CLOCK_ABI 1

enum gaitsim_phase {
  GAITSIM_INFER = 0,  /* layer 0: present the sample; present() does it */
  GAITSIM_TARGET = 1, /* layer L + 1: release the target of the sample */
  GAITSIM_LEARN = 2,  /* layers 1..L: apply the update of the sample */
  GAITSIM_REST = 3    /* no data */
};

enum gaitsim_signal_kind {
  GAITSIM_REPORT = 0, /* report, layer, sample, change_norm */
  GAITSIM_TOKEN = 1,  /* from, value: another layer's clock called token() */
  GAITSIM_TIMER = 2   /* timer: a time that after() was asked for has come */
};

enum gaitsim_report {
  GAITSIM_PRESENTED = 0, /* the source sent the sample */
  GAITSIM_ACTIVE = 1,    /* a population computed its activity */
  GAITSIM_TARGETED = 2,  /* a population got its target; the teacher (L + 1) released it */
  GAITSIM_LEARNED = 3,   /* a learn order has been carried out, whatever came of it */
  GAITSIM_RESTED = 4     /* a rest order has been carried out */
};

/* What was heard. Fields that the kind does not name are 0. */
typedef struct gaitsim_signal {
  int32_t kind;       /* enum gaitsim_signal_kind */
  int32_t report;     /* enum gaitsim_report */
  int32_t layer;      /* whose report it is */
  int64_t sample;     /* of the report */
  double change_norm; /* of ACTIVE and TARGETED: change relative to the norm; 1 the first time */
  int32_t from;       /* the layer whose clock sent the token */
  int64_t value;      /* of the token */
  uint64_t timer;     /* the number that after() gave */
} gaitsim_signal;

/* What a clock may know and do, during start() and hear() only. The first argument of every
 * function is "host". Functions that can fail return a negative number; then the run ends with an
 * error of gaitsim's, whatever the plug-in returns, and further calls do nothing. */
typedef struct gaitsim_host {
  void* host;

  int64_t (*now_ns)(void* host);
  double (*random)(void* host);   /* uniform in [0, 1), from the seed of the run */
  int32_t (*layers)(void* host);  /* L */
  int64_t (*samples)(void* host); /* how many there are to present */
  uint64_t (*memory)(void* host); /* samples that a population remembers */
  int32_t (*self)(void* host); /* with GAITSIM_PER_LAYER this clock's layer, 0 .. L + 1; else -1 */

  /* A timer will be heard after so many nanoseconds, 0 or more. Its number, which counts the timers
   * that this clock has set from 0, is written to *number unless that is NULL. Returns 0. */
  int32_t (*after)(void* host, int64_t delay_ns, uint64_t* number);
  /* Lets the source present the next sample. Returns 1; 0 if none is left, and then nothing
   * happens. With GAITSIM_PER_LAYER for the clock of layer 0 only. */
  int32_t (*present)(void* host, int64_t sample);
  /* Gives a layer an order; "phase" is an enum gaitsim_phase. The sample must have been presented;
   * with GAITSIM_PER_LAYER the layer must be this clock's. Returns 0. */
  int32_t (*order)(void* host, int32_t layer, int32_t phase, int64_t sample);
  /* GAITSIM_PER_LAYER: to the clock of a neighbouring layer, or from that of the source to that of
   * the teacher. Returns 0. */
  int32_t (*token)(void* host, int32_t to, int64_t value);
  /* Ends the run with this text, which is copied. */
  void (*fail)(void* host, const char* text);
} gaitsim_host;

enum gaitsim_type {
  GAITSIM_DURATION = 0, /* "80us" in a config; given as "integer", in nanoseconds, 0 or more */
  GAITSIM_NUMBER = 1,   /* given as "number"; finite */
  GAITSIM_INTEGER = 2,  /* given as "integer" */
  GAITSIM_TEXT = 3      /* given as "text" */
};

typedef struct gaitsim_parameter {
  const char* name;     /* in configs */
  int32_t type;         /* enum gaitsim_type */
  const char* unit;     /* for people: "ppm", "samples"; NULL or "" for none */
  const char* fallback; /* the value, as a config would have it, that stands when none is given */
  const char* text;     /* one line for people */
} gaitsim_parameter;

/* The member that the type of the parameter says is set, the others are 0 or "". */
typedef struct gaitsim_value {
  int64_t integer;
  double number;
  const char* text;
} gaitsim_value;

enum gaitsim_flags {
  GAITSIM_PER_LAYER =
      1 /* a clock at the source, every layer and the teacher, instead of one for all */
};

/* What a library says of itself. "abi_version" is first in every version. */
typedef struct gaitsim_clock_plugin {
  uint32_t abi_version; /* GAITSIM_CLOCK_ABI */
  uint32_t flags;       /* enum gaitsim_flags, or 0 */
  const char* name;     /* in results and errors */
  const char* text;     /* a sentence for people: what the clock does */
  const gaitsim_parameter* parameters;
  uint64_t parameter_count;

  /* A new clock, which knows nothing yet. There is one value for every parameter, in their order.
   * NULL if the values cannot be used; then why is in "error", ended by a zero byte, within
   * "error_size" bytes. May be called, and the clock destroyed, to check a config only. */
  void* (*create)(const gaitsim_value* values, char* error, size_t error_size);
  void (*destroy)(void* clock);
  /* The start of the run; not called for a clock that load() is called for. 0, or not 0 for
   * failure, and better call fail() before, which says why. */
  int32_t (*start)(void* clock, const gaitsim_host* host);
  /* Something happened. Returns as start() does. */
  int32_t (*hear)(void* clock, const gaitsim_host* host, const gaitsim_signal* signal);
  /* The whole state: writes it if "capacity" bytes are enough, and returns how many it takes. It is
   * called with a capacity of 0 first, and "buffer" may then be NULL. Negative: failure. */
  int64_t (*save)(void* clock, void* buffer, size_t capacity);
  /* Become the clock that was saved, made with the same values. Returns 0, or not 0 if this is no
   * such state. */
  int32_t (*load)(void* clock, const void* state, size_t size);
  /* Samples that the clock keeps in flight in a network of so many layers: populations remember so
   * many unless a config says otherwise. NULL: 1. */
  uint64_t (*in_flight)(void* clock, int32_t layers);
} gaitsim_clock_plugin;

/* The one function that a library must have, with C linkage:
 *     const gaitsim_clock_plugin *gaitsim_clock_plugin_entry(void);
 * It returns the same static description on every call. */
#define GAITSIM_EXPORT __attribute__((visibility("default")))
GAITSIM_EXPORT const gaitsim_clock_plugin* gaitsim_clock_plugin_entry(void);

#ifdef __cplusplus
}
#endif

#endif /* GAITSIM_CLOCK_PLUGIN_H */
