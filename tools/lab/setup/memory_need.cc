#include "tools/lab/setup/memory_need.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace lab {
namespace {

// Of a container, of either version; what is unlimited is no number, or a huge one.
double granted_memory(double machine) {
  for (const char* limit :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    double bytes = 0;
    if (std::ifstream(limit) >> bytes) return std::min(machine, bytes);
  }
  return machine;
}

}  // namespace

double machine_memory() {
  return granted_memory(static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                        static_cast<double>(sysconf(_SC_PAGE_SIZE)));
}

void require_memory(const protocols::Config& config, const char* path, double wanted,
                    const char* hint) {
  if (wanted <= machine_memory()) return;
  config.fail(path,
              fmt::format("needs about {:.3g} GB of memory, the machine has {:.3g} GB",
                          wanted * 1e-9, machine_memory() * 1e-9),
              hint);
}

}  // namespace lab
