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
#include "tools/lab/files/look.h"

namespace lab {
namespace {

using std::filesystem::path;

constexpr std::string_view kMagic = "GAITCKP2";
constexpr std::size_t kKept = 2;
constexpr std::string_view kEnding = ".gckpt";
constexpr const char* kPromise = "00000000.promise";
constexpr std::string_view kUnfinished = ".gckpt.part";  // somebody was killed while writing it

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
std::vector<path> files_in(const path& folder, std::string_view ending = kEnding) {
  std::vector<path> out;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.path().string().ends_with(ending)) out.push_back(entry.path());
  }
  std::sort(out.rbegin(), out.rend());
  return out;
}

unsigned long number_of(const path& file) { return std::strtoul(file.stem().c_str(), nullptr, 10); }

[[noreturn]] void damaged(const path& file) {
  throw protocols::BadInput(file.string() + ": is damaged, or no checkpoint");
}

// Bytes of a file one after the other; there is no more of them in memory than was asked for.
class Bytes {
 public:
  explicit Bytes(const path& file) : file_(file), in_(file, std::ios::binary | std::ios::ate) {
    if (in_) left_ = static_cast<std::size_t>(in_.tellg());
    in_.seekg(0);
    if (!in_) throw protocols::BadInput(file.string() + ": cannot be read");
  }
  std::size_t left() const { return left_; }
  std::string take(std::size_t count) {
    if (count > left_) damaged(file_);
    std::string out(count, '\0');
    if (!in_.read(out.data(), static_cast<std::streamsize>(count))) damaged(file_);
    left_ -= count;
    return out;
  }
  template <class Number>
  Number number() {
    return number_at<Number>(take(sizeof(Number)));
  }

 private:
  path file_;
  std::ifstream in_;
  std::size_t left_ = 0;
};

protocols::checkpoint::Header header_of(const path& file, Bytes& bytes) {
  if (bytes.take(kMagic.size()) != kMagic) damaged(file);
  const auto size = bytes.number<std::uint32_t>();
  const auto sum = bytes.number<std::uint64_t>();
  const std::string encoded = bytes.take(size);
  protocols::checkpoint::Header out;
  if (sum != digest(encoded) || !out.ParseFromString(encoded)) damaged(file);
  return out;
}

// All that stands before the state.
std::string front_of(const protocols::checkpoint::Header& header) {
  const std::string encoded = header.SerializeAsString();
  std::string out(kMagic);
  append(out, static_cast<std::uint32_t>(encoded.size()));
  append(out, digest(encoded));
  return out + encoded;
}

// The state, and then its digest.
void write_state(const Content& state, const Write& write) {
  XXH3_state_t sum;
  XXH3_64bits_reset(&sum);
  state([&](std::string_view piece) {
    XXH3_64bits_update(&sum, piece.data(), piece.size());
    write(piece);
  });
  std::string end;
  append(end, std::uint64_t{XXH3_64bits_digest(&sum)});
  write(end);
}

}  // namespace

CheckpointFolder::CheckpointFolder(const path& run_folder) : folder_(run_folder / "checkpoints") {}

void CheckpointFolder::promise(const protocols::checkpoint::Header& header) {
  std::error_code unreported;  // the file cannot be made, then
  std::filesystem::create_directories(folder_, unreported);
  write_durable(folder_ / kPromise, [&](const Write& write) {
    write(front_of(header));
    write_state([](const Write&) {}, write);
  });
}

void CheckpointFolder::forget_promise() {
  std::error_code unreported;
  std::filesystem::remove(folder_ / kPromise, unreported);
  std::filesystem::remove(folder_, unreported);  // unless a checkpoint is in there
}

void CheckpointFolder::write(const protocols::checkpoint::Header& header, const Content& state) {
  std::error_code unreported;  // the file cannot be made, then
  std::filesystem::create_directories(folder_, unreported);
  const std::vector<path> before = files_in(folder_);
  const unsigned long number = before.empty() ? 0 : number_of(before.front()) + 1;
  bool heard = false;
  try {
    write_durable(folder_ / fmt::format("{:08}{}", number, kEnding), [&](const Write& write) {
      heard = true;
      write(front_of(header));
      write_state(state, write);
    });
  } catch (...) {
    std::filesystem::remove(folder_, unreported);  // unless one is in there
    if (!heard) state([](std::string_view) {});
    throw;
  }
  keep_newest(kKept);
}

void CheckpointFolder::keep_newest(std::size_t count) {
  const std::vector<path> files = files_in(folder_);
  std::error_code unreported;
  for (std::size_t i = count; i < files.size(); ++i) std::filesystem::remove(files[i], unreported);
}

void CheckpointFolder::tidy(const Checkpoint& from) {
  std::error_code unreported;
  for (const path& file : from.damaged) std::filesystem::remove(file, unreported);
  std::filesystem::remove(folder_ / kPromise, unreported);
  keep_newest(kKept);
}

Checkpoint CheckpointFolder::latest() const {
  std::string problems;
  std::vector<path> damaged;
  for (const path& file : files_in(folder_)) {
    try {
      Checkpoint out = read_checkpoint(file);
      out.passed_over = std::move(problems);
      out.damaged = std::move(damaged);
      return out;
    } catch (const protocols::BadInput& problem) {
      problems += std::string(problem.what()) + '\n';
      damaged.push_back(file);
    }
  }
  if (problems.empty() && is_there(folder_ / kPromise)) return read_checkpoint(folder_ / kPromise);
  if (problems.empty()) {
    throw protocols::BadInput(
        folder_.string() +
        ": no checkpoint is there\n"
        "hint: a run or fork writes one when it begins (one that was killed before has done "
        "nothing), and removes it when it is done, unless its config has a checkpoint block");
  }
  throw protocols::BadInput(problems + "hint: no other is there; the run has to begin anew");
}

std::optional<protocols::checkpoint::Header> CheckpointFolder::newest_header() const {
  for (const path& file : files_in(folder_)) {
    try {
      Bytes bytes(file);
      return header_of(file, bytes);
    } catch (const protocols::BadInput&) {
    }
  }
  return std::nullopt;
}

void CheckpointFolder::remove_all() {
  std::error_code unreported;
  for (const path& file : files_in(folder_)) std::filesystem::remove(file, unreported);
  for (const path& file : files_in(folder_, kUnfinished)) std::filesystem::remove(file, unreported);
  std::filesystem::remove(folder_ / kPromise, unreported);
  std::filesystem::remove(folder_, unreported);  // unless something else is in there
}

Checkpoint read_checkpoint(const path& file) {
  Bytes bytes(file);
  Checkpoint out;
  out.header = header_of(file, bytes);
  constexpr std::size_t kEnd = sizeof(std::uint64_t);
  if (bytes.left() < kEnd) damaged(file);
  out.state = bytes.take(bytes.left() - kEnd);
  if (bytes.number<std::uint64_t>() != digest(out.state)) damaged(file);
  return out;
}

}  // namespace lab
