// What the launcher of several processes says in the environment, before MPI is asked.
#pragma once

#include <cstdlib>

namespace lab {

// Of Open MPI, and of MPICH and others by PMI. 1: alone.
inline std::size_t launched(const char* const (&names)[2]) {
  for (const char* name : names) {
    if (const char* value = std::getenv(name)) {
      const unsigned long count = std::strtoul(value, nullptr, 10);
      if (count > 0) return count;
    }
  }
  return 1;
}

inline std::size_t launched_ranks() { return launched({"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}); }
inline std::size_t launched_here() {
  return launched({"OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"});
}

}  // namespace lab
