#include "tools/lab/bench/bench_plan.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <stdlib.h>

#include <ctime>
#include <fstream>
#include <thread>

#include "neurons/kernels/choice.h"
#include "tools/lab/setup/build_info.h"

namespace lab {
namespace {

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "an unknown processor";
}

}  // namespace

std::string Measurement::command() const {
  const std::string with = kernels.empty() ? "" : "GAITSIM_KERNELS=" + kernels + " ";
  return fmt::format("{}gaitsim bench {}", with, arguments);
}

std::vector<Measurement> bench_plan() {
  std::vector<Measurement> out = {
      {"steps", "step", 80},
      {"steps", "step --threads 2", 48},
      {"steps", "step --residual 1e-6"},
      {"steps", "step --residual 1e-6 --threads 2", 48},
      {"steps", "step --residual 1e-4 --threads 2", 42},
      {"steps", "step --rule bp --lambda 0 --pairs 101", 9.6},
      {"steps", "step --rule bp --lambda 0 --threads 2 --pairs 101", 5.6},
      {"steps", "step --precision FLOAT64 --pairs 9"},
      {"steps", "step --precision FLOAT64 --pairs 9 --threads 2", 98},
      {"steps", "step --rule bp --lambda 0 --precision FLOAT64 --pairs 51"},
      {"steps", "step --rule bp --lambda 0 --precision FLOAT64 --threads 2 --pairs 51", 14},
      {"steps", "step --rule bp --lambda 0 --batch 1 --pairs 201"},
      {"inverses", "step --lambda 0 --pairs 15"},
      {"inverses", "step --lambda 0 --pairs 15 --residual 1e-6"},
      {"inverses", "step --lambda 0 --pairs 15 --residual 1e-4"},
      {"inverses", "step --lambda 0 --pairs 15 --threads 2"},
      {"inverses", "step --lambda 0 --pairs 15 --residual 1e-6 --threads 2"},
      {"inverses", "step --lambda 0 --pairs 15 --residual 1e-4 --threads 2"},
      {"threads", "threads --layers 8"},
      {"threads", "threads --layers 8 --lambda 0"},
      {"curves", "curves"},
      {"rules", "step --rules all --lambda 0 --pairs 11"},
      {"rules", "step --rules all --lambda 0 --pairs 11 --width 256 --layers 6"},
      {"clocks", "clocks --lambda 0 --pairs 15"},
      {"clocks", "clocks --rule bp --lambda 0 --pairs 61"},
      {"events", "events"},
      {"phold", "phold --repeats 11"},
      {"phold", "phold --lps 65536 --events 3000000 --repeats 3"},
      {"trace", "trace --events 3000000 --pairs 31"}};
  for (const neurons::kernels::Kernels* kernels : neurons::kernels::supported()) {
    const std::string name(kernels->name);
    out.push_back({"kernels", "step --lambda 0 --pairs 7", 0, name});
    out.push_back({"kernels", "step --rule bp --lambda 0 --pairs 15", 0, name});
  }
  return out;
}

std::string bench_machine() {
  double load[1] = {0};
  getloadavg(load, 1);
  return fmt::format("{:%F}: {}, {} threads, load {:.2f}; {}; {}", fmt::localtime(std::time({})),
                     processor(), std::thread::hardware_concurrency(), load[0], build(),
                     kernel_set());
}

}  // namespace lab
