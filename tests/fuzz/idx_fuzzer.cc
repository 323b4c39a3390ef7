// libFuzzer target: any bytes as an IDX file, plain or gzip; the first one says of how many
// dimensions. Built by fuzzers_test.py with clang.
#include <cstdint>

#include "protocols/bad_input.h"
#include "tests/fuzz/memory_file.h"
#include "tools/lab/data/idx_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    const lab::IdxArray array =
        lab::read_idx_file(fuzz::file_with(data + 1, size - 1), 1 + data[0] % 4u);
    std::size_t product = 1;
    for (const std::size_t length : array.shape) product *= length;
    if (product != array.bytes.size()) std::abort();
  } catch (const protocols::BadInput&) {
  }
  return 0;
}
