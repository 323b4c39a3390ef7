#include "tools/lab/files/checkpoint_file.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "protocols/bad_input.h"
#include "tools/lab/files/whole_file.h"

namespace lab {
namespace {

using std::filesystem::path;

constexpr std::string_view kMagic = "GAITCKP1";
constexpr std::size_t kNumbers = sizeof(std::uint32_t) + sizeof(std::uint64_t);
constexpr std::size_t kKept = 2;
constexpr const char* kEnding = ".gckpt";

std::uint64_t digest(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

template <class Number>
void append(std::string& out, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i) out += static_cast<char>(number >> (8 * i));
}

template <class Number>
Number number_at(std::string_view bytes) {
  Number out = 0;
  for (std::size_t i = sizeof out; i-- > 0;) {
    out = static_cast<Number>(out << 8 | static_cast<unsigned char>(bytes[i]));
  }
  return out;
}

// The newest first.
std::vector<path> files_in(const path& folder) {
  std::vector<path> out;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.path().extension() == kEnding) out.push_back(entry.path());
  }
  std::sort(out.rbegin(), out.rend());
  return out;
}

unsigned long number_of(const path& file) { return std::strtoul(file.stem().c_str(), nullptr, 10); }

std::string whole(const path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string out(std::istreambuf_iterator<char>(in), {});
  if (!in) throw protocols::BadInput(file.string() + ": cannot be read");
  return out;
}

[[noreturn]] void damaged(const path& file) {
  throw protocols::BadInput(file.string() + ": is damaged, or no checkpoint");
}

}  // namespace

CheckpointFolder::CheckpointFolder(const path& run_folder) : folder_(run_folder / "checkpoints") {}

void CheckpointFolder::write(const Checkpoint& checkpoint) {
  protocols::checkpoint::Header header = checkpoint.header;
  header.set_state_bytes(checkpoint.state.size());
  header.set_state_digest(digest(checkpoint.state));
  const std::string encoded = header.SerializeAsString();
  std::string front(kMagic);
  append(front, static_cast<std::uint32_t>(encoded.size()));
  append(front, digest(encoded));
  std::error_code unreported;  // the file cannot be made, then
  std::filesystem::create_directories(folder_, unreported);
  const std::vector<path> before = files_in(folder_);
  const unsigned long number = before.empty() ? 0 : number_of(before.front()) + 1;
  write_durable(folder_ / fmt::format("{:08}{}", number, kEnding),
                {front, encoded, checkpoint.state});
  for (std::size_t i = kKept - 1; i < before.size(); ++i) {
    std::filesystem::remove(before[i], unreported);
  }
}

Checkpoint CheckpointFolder::latest() const {
  std::string problems;
  for (const path& file : files_in(folder_)) {
    try {
      return read_checkpoint(file);
    } catch (const protocols::BadInput& problem) {
      problems += std::string(problem.what()) + '\n';
    }
  }
  if (problems.empty()) {
    throw protocols::BadInput(
        folder_.string() +
        ": no checkpoint is there\nhint: a run writes one when it begins, and "
        "removes it when it is done, unless its config has a checkpoint block");
  }
  problems.pop_back();
  throw protocols::BadInput(problems);
}

void CheckpointFolder::remove_all() {
  std::error_code unreported;
  for (const path& file : files_in(folder_)) std::filesystem::remove(file, unreported);
  std::filesystem::remove(folder_, unreported);  // unless something else is in there
}

Checkpoint read_checkpoint(const path& file) {
  const std::string bytes = whole(file);
  const std::size_t front = kMagic.size() + kNumbers;
  if (bytes.size() < front || !bytes.starts_with(kMagic)) damaged(file);
  const auto size = number_at<std::uint32_t>(std::string_view(bytes).substr(kMagic.size()));
  if (bytes.size() - front < size) damaged(file);
  const std::string_view encoded = std::string_view(bytes).substr(front, size);
  const std::string_view at_digest = std::string_view(bytes).substr(kMagic.size() + sizeof size);
  Checkpoint out;
  if (number_at<std::uint64_t>(at_digest) != digest(encoded) ||
      !out.header.ParseFromArray(encoded.data(), static_cast<int>(encoded.size()))) {
    damaged(file);
  }
  out.state = bytes.substr(front + size);
  if (out.state.size() != out.header.state_bytes() ||
      digest(out.state) != out.header.state_digest()) {
    damaged(file);
  }
  return out;
}

}  // namespace lab
