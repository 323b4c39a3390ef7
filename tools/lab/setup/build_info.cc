#include "tools/lab/setup/build_info.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fstream>
#include <iterator>

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

std::string program_digest() {
  static const std::string digest = [] {
    std::ifstream file("/proc/self/exe", std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
  }();
  return digest;
}

// What decides the last bits of products: Eigen's choice follows these.
std::string kernel_set() {
#if defined(__AVX512F__)
  return "AVX-512, FMA";
#elif defined(__AVX2__) && defined(__FMA__)
  return "AVX2, FMA";
#elif defined(__AVX__)
  return "AVX";
#else
  return "SSE2";
#endif
}

}  // namespace lab
