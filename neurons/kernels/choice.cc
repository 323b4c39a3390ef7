#include "neurons/kernels/choice.h"

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace neurons::kernels {

#ifdef __x86_64__
extern const Kernels v2, v3, v4;  // levels of x86-64
#else
extern const Kernels generic;
#endif

namespace {

struct Candidate {
  const Kernels* kernels;
  bool runs;
};

std::vector<Candidate> candidates() {
#ifdef __x86_64__
  __builtin_cpu_init();
  return {{&v4, __builtin_cpu_supports("x86-64-v4") != 0},
          {&v3, __builtin_cpu_supports("x86-64-v3") != 0},
          {&v2, __builtin_cpu_supports("x86-64-v2") != 0}};
#else
  return {{&generic, true}};
#endif
}

const Kernels& named(const std::string& name) {
  std::string known;
  for (const Candidate& candidate : candidates()) {
    if (name == candidate.kernels->name && candidate.runs) return *candidate.kernels;
    if (candidate.runs) known += std::string(known.empty() ? "" : ", ") + candidate.kernels->name;
  }
  throw std::invalid_argument("GAITSIM_KERNELS: this machine has no kernels \"" + name +
                              "\"; it can run " + known);
}

const Kernels& choose() {
  const char* wish = std::getenv("GAITSIM_KERNELS");
  if (wish != nullptr && *wish != '\0') return named(wish);
  const std::vector<const Kernels*> all = supported();
  if (all.empty()) throw std::invalid_argument("this machine is older than x86-64-v2");
  return *all.front();
}

}  // namespace

std::vector<const Kernels*> supported() {
  std::vector<const Kernels*> out;
  for (const Candidate& candidate : candidates()) {
    if (candidate.runs) out.push_back(candidate.kernels);
  }
  return out;
}

const Kernels& chosen() {
  static const Kernels& kernels = choose();
  return kernels;
}

}  // namespace neurons::kernels
