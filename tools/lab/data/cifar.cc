#include "tools/lab/data/cifar.h"

#include <fmt/format.h>

#include <fstream>

#include "tools/lab/data/data_folder.h"
#include "tools/lab/files/look.h"

namespace lab {
namespace {

using std::filesystem::path;

constexpr std::size_t kPlanes = 3, kSide = 32;
constexpr std::size_t kImage = kPlanes * kSide * kSide;
constexpr std::size_t kRecord = 1 + kImage;
constexpr unsigned kClasses = 10;
constexpr std::size_t kMost = std::size_t{1} << 31;  // bytes of a file
constexpr const char* kAgain = "tools/fetch-data cifar-10 gets the files again";

std::size_t records_in(const path& file) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(file, error);
  if (error) refuse_file(file, fmt::format("cannot be read: {}", error.message()));
  if (bytes == 0) refuse_file(file, fmt::format("is empty; {}", kAgain));
  if (bytes > kMost) {
    refuse_file(file, fmt::format("{} bytes are more than the {} that are allowed", bytes, kMost));
  }
  if (bytes % kRecord == 0) return bytes / kRecord;
  refuse_file(file, fmt::format("{} bytes are no whole number of records, each of 1 byte of label "
                                "and {} x {} x {} of image = {}; {}",
                                bytes, kPlanes, kSide, kSide, kRecord, kAgain));
}

void read_record(std::istream& in, const path& file, std::size_t number, Split& split) {
  char label = 0;
  in.get(label);
  split.images.resize(split.images.size() + kImage);
  in.read(reinterpret_cast<char*>(split.images.data() + split.images.size() - kImage), kImage);
  if (!in) refuse_file(file, fmt::format("cannot be read: ends in record {}", number));
  split.labels.push_back(static_cast<std::uint8_t>(label));
  if (split.labels.back() < kClasses) return;
  refuse_file(file, fmt::format("record {} has the label {}, expected 0 to {}; {}", number,
                                split.labels.back(), kClasses - 1, kAgain));
}

// Appends the records of a file.
void add_file(const path& file, Split& split) {
  const std::size_t records = records_in(file);
  std::ifstream in(file, std::ios::binary);
  if (!in) refuse_file(file, "cannot be opened");
  split.images.reserve(split.images.size() + records * kImage);
  for (std::size_t number = 0; number < records; ++number) read_record(in, file, number, split);
  split.count += records;
}

Split read_train(const path& directory) {
  Split train;
  for (int i = 1; i <= 5; ++i) {
    const path file = directory / fmt::format("data_batch_{}.bin", i);
    if (!is_there(file)) refuse_file(file, fmt::format("not found; {}", kWhereData));
    add_file(file, train);
  }
  return train;
}

}  // namespace

Dataset read_cifar(const path& directory) {
  require_folder(directory);
  Dataset data;
  data.planes = kPlanes;
  data.height = data.width = kSide;
  data.train = read_train(directory);
  if (const path file = directory / "test_batch.bin"; is_there(file)) add_file(file, data.test);
  complete(data, directory, directory / "data_batch_1.bin");
  return data;
}

}  // namespace lab
