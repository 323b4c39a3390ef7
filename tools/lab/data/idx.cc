// idx.cc: which files make a dataset and what they must agree on. It does not know the file format.
#include "tools/lab/data/idx.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "tools/lab/data/data_folder.h"
#include "tools/lab/data/idx_file.h"
#include "tools/lab/files/look.h"

namespace lab {
namespace {

using std::filesystem::path;

struct Pair {  // of files, that make a split
  std::optional<path> images;
  std::optional<path> labels;
};

std::optional<path> find(const path& directory, const std::string& name) {
  for (const char* const ending : {"", ".gz"}) {
    const path file = directory / (name + ending);
    if (is_there(file)) return file;
  }
  return std::nullopt;
}

[[noreturn]] void fail_missing(const path& directory, const std::string& name) {
  refuse_file(directory / name,
              fmt::format("not found, neither plain nor with .gz; {}", kWhereData));
}

// Both files, or neither of them.
Pair find_pair(const path& directory, const std::string& prefix) {
  const std::string images = prefix + "-images-idx3-ubyte";
  const std::string labels = prefix + "-labels-idx1-ubyte";
  Pair pair{find(directory, images), find(directory, labels)};
  if (pair.images && !pair.labels) fail_missing(directory, labels);
  if (pair.labels && !pair.images) fail_missing(directory, images);
  return pair;
}

struct Sized {
  Split split;
  path labels;
  std::size_t height = 0;
  std::size_t width = 0;
};

Sized read_pair(const Pair& pair) {
  IdxArray images = read_idx_file(*pair.images, 3);
  IdxArray labels = read_idx_file(*pair.labels, 1);
  const std::size_t count = images.shape[0];
  if (labels.shape[0] != count) {
    refuse_file(*pair.labels,
                fmt::format("{} labels, but {} has {} images; there must be one for each",
                            labels.shape[0], pair.images->filename().string(), count));
  }
  return {{count, std::move(images.bytes), std::move(labels.bytes)},
          *pair.labels,
          images.shape[1],
          images.shape[2]};
}

void check_same_size(const path& test_images, const Sized& train, const Sized& test) {
  if (train.height == test.height && train.width == test.width) return;
  refuse_file(test_images, fmt::format("images are {} x {}, but those of training are {} x {}",
                                       test.height, test.width, train.height, train.width));
}

Sized read_test(const path& directory, const Sized& train) {
  const Pair files = find_pair(directory, "t10k");
  if (!files.images) return {};
  Sized test = read_pair(files);
  check_same_size(*files.images, train, test);
  return test;
}

// The first image of the largest label, which says how many classes there are.
std::string place_of_largest(const Sized& train, const Sized& test) {
  const auto largest = [](const Sized& of) { return std::ranges::max_element(of.split.labels); };
  const bool in_test = test.split.count > 0 && *largest(test) > *largest(train);
  const Sized& found = in_test ? test : train;
  return fmt::format("the largest label, {}, is that of image {} (the first is 0) in {}",
                     *largest(found), largest(found) - found.split.labels.begin(),
                     found.labels.string());
}

}  // namespace

Dataset read_idx(const path& directory) {
  require_folder(directory);
  const Pair files = find_pair(directory, "train");
  if (!files.images) fail_missing(directory, "train-images-idx3-ubyte");
  Sized train = read_pair(files);
  Sized test = read_test(directory, train);
  Dataset data;
  data.height = train.height;
  data.width = train.width;
  data.largest_label = place_of_largest(train, test);
  data.train = std::move(train.split);
  data.test = std::move(test.split);
  complete(data, directory, *files.images);
  return data;
}

}  // namespace lab
