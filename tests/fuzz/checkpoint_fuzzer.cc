// libFuzzer target: any bytes as a checkpoint file; as the header of one whose sums are right; and
// as a state that is read back. Built by fuzzers_test.py with clang.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "protocols/bad_input.h"
#include "sim/archive.h"
#include "tests/fuzz/memory_file.h"
#include "tools/lab/files/checkpoint_file.h"

namespace {

void read_file(const std::string& bytes) {
  try {
    lab::read_checkpoint(
        fuzz::file_with(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  } catch (const protocols::BadInput&) {
  }
}

std::string with_right_sum(const std::string& header) {
  const auto size = static_cast<std::uint32_t>(header.size());
  const std::uint64_t sum = XXH3_64bits(header.data(), header.size());
  std::string out = "GAITCKP2";
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  return out + header;
}

struct Kept {
  int number = 0;
  std::vector<double> values;
  void archive(sim::Archive& a) { a(number, values); }
};

// One of each thing that a state is made of.
struct State {
  std::map<std::uint64_t, std::string> names;
  std::set<std::int64_t> samples;
  std::vector<std::shared_ptr<const Kept>> kept;
  std::optional<std::pair<bool, double>> last;
  std::variant<int, std::string, std::vector<Kept>> kind;
  std::array<float, 3> rates{};
  void archive(sim::Archive& a) {
    a.mark("state");
    a(names, samples, kept, last, kind, rates);
  }
};

void read_state(const std::string& bytes) {
  try {
    sim::Archive a(bytes);
    State state;
    a(state);
    a.close();
  } catch (const sim::ArchiveError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read_file(bytes);
  read_file(with_right_sum(bytes));
  read_state(bytes);
  return 0;
}
