#include "tools/lab/setup/build_info.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <fstream>
#include <iterator>

#include "neurons/kernels/choice.h"

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

namespace {

// What the rest of the program was compiled for.
constexpr const char* compiled_for() {
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

}  // namespace

std::string kernel_set() {
  return fmt::format("kernels {}, elsewhere {}", neurons::kernels::chosen().name, compiled_for());
}

}  // namespace lab
