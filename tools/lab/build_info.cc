#include "tools/lab/build_info.h"

#include <Eigen/Core>

namespace lab {

std::string version() { return GAITSIM_VERSION; }

std::string build() {
#ifdef NDEBUG
  const char* kind = "optimised";
#else
  const char* kind = "debug";
#endif
  return "g++ " __VERSION__ ", " + std::string(kind);
}

std::string kernel_set() { return Eigen::SimdInstructionSetsInUse(); }

}  // namespace lab
