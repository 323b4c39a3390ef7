// The build has no MPI.
#include <stdexcept>

#include "tools/lab/ranks/launcher.h"
#include "tools/lab/ranks/mpi_ranks.h"

namespace lab {

std::unique_ptr<Ranks> mpi_ranks() {
  if (launched_ranks() <= 1) return nullptr;
  throw std::runtime_error(
      "several processes were started, but this gaitsim was built without MPI\n"
      "hint: install libopenmpi-dev and configure again, or start one process");
}

std::size_t local_ranks() { return 1; }

}  // namespace lab
