#include "tools/lab/setup/memory_need.h"

#include <fmt/format.h>
#include <unistd.h>

namespace lab {

double machine_memory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
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
