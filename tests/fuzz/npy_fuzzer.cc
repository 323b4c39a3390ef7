// libFuzzer target: any bytes as a .npy file. Built by fuzzers_test.py with clang.
#include <cstdint>

#include "protocols/bad_input.h"
#include "tests/fuzz/memory_file.h"
#include "tools/lab/files/npy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto values = lab::read_npy(fuzz::file_with(data, size));
    if (static_cast<std::size_t>(values.size()) * sizeof(double) > size) std::abort();
  } catch (const protocols::BadInput&) {
  }
  return 0;
}
