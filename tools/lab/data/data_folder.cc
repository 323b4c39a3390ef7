#include "tools/lab/data/data_folder.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocols/bad_input.h"
#include "tools/lab/files/look.h"

namespace lab {
namespace {

using std::filesystem::path;

std::uint8_t largest(const std::vector<std::uint8_t>& values) {
  return values.empty() ? std::uint8_t{0} : *std::max_element(values.begin(), values.end());
}

std::string name_of(const path& directory) {
  const path normal = directory.lexically_normal();
  return (normal.has_filename() ? normal : normal.parent_path()).filename().string();
}

}  // namespace

void refuse_file(const path& file, const std::string& what) {
  throw protocols::BadInput(fmt::format("{}: {}", file.string(), what));
}

void require_folder(const path& directory) {
  if (is_folder(directory)) return;
  refuse_file(directory, fmt::format("no such folder of data; {}", kWhereData));
}

void complete(Dataset& data, const path& directory, const path& file) {
  data.name = name_of(directory);
  data.classes = 1U + std::max(largest(data.train.labels), largest(data.test.labels));
  data.brightest = largest(data.train.images);
  if (data.brightest == 0) refuse_file(file, "every pixel is 0; nothing can be learned");
}

}  // namespace lab
