// SIM_CHECK: invariants of the engine, checked in every build, with the values that broke them.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace sim {

// A broken invariant: a defect of gaitsim (or of a plug-in), never of a config.
class InvariantError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

template <class... Values>
[[noreturn]] void fail_check(const char* condition, const char* file, int line,
                             const Values&... values) {
  std::ostringstream text;
  text << file << ':' << line << ": invariant broken: " << condition;
  ((text << ' ' << values), ...);
  throw InvariantError(text.str());
}

}  // namespace sim

// SIM_CHECK(queue.size() == expected, "size", queue.size());
#define SIM_CHECK(condition, ...)                                                   \
  do {                                                                              \
    if (!(condition)) [[unlikely]]                                                  \
      ::sim::fail_check(#condition, __FILE__, __LINE__ __VA_OPT__(, ) __VA_ARGS__); \
  } while (false)
