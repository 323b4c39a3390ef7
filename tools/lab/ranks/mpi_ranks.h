// Ranks by MPI, where the build has it and a launcher started the program as one of several.
#pragma once

#include <memory>

#include "tools/lab/ranks/ranks.h"

namespace lab {

// Null: this process is alone. To be called once, on the main thread, which makes all calls of what
// it returns. Throws std::runtime_error if a launcher started several and the build has no MPI.
std::unique_ptr<Ranks> mpi_ranks();

// Ranks on the same machine as this one, itself included.
std::size_t local_ranks();

}  // namespace lab
