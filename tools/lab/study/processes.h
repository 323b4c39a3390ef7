// Child processes, some at once, on an event loop of their own. It knows neither what they do nor
// what they write.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lab {

struct Process {
  std::string program;                 // a path
  std::vector<std::string> arguments;  // from the name of the program on
  std::filesystem::path out, err;      // files for its standard output and standard error
};

struct ProcessPlan {
  std::function<std::optional<std::size_t>()> next;  // which one to start; none: no more
  std::size_t at_once = 1;
  std::function<Process(std::size_t)> begin;    // called just before a process starts
  std::function<void(std::size_t, int)> ended;  // its exit code as a shell tells it: 128 + signal
                                                // if it was killed, 127 if it could not be started
  std::function<void()> tick;                   // every half a second
};

// Starts one after the other and returns when all have ended. SIGINT and SIGTERM are passed on to
// those that run, each in a process group of its own; no more are started. Returns false if that
// happened. If this process is killed, those that run get SIGTERM. Exceptions of the hooks pass
// through; what still runs is told to end.
bool run_processes(const ProcessPlan& plan);

}  // namespace lab
