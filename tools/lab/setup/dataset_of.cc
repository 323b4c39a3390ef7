#include "tools/lab/setup/dataset_of.h"

#include <fmt/format.h>

#include "tools/lab/data/cifar.h"
#include "tools/lab/data/glyphs.h"
#include "tools/lab/data/idx.h"
#include "tools/lab/data/noise.h"
#include "tools/lab/data/pooling.h"
#include "tools/lab/files/look.h"
#include "tools/lab/setup/memory_need.h"

namespace lab {
namespace {

std::filesystem::path existing(const protocols::Config& config, const char* field,
                               const std::filesystem::path& folder) {
  if (!is_folder(folder)) {
    config.fail(field, fmt::format("there is no folder '{}'", folder.string()),
                "data sets are looked for below --data-dir or GAITSIM_DATA_DIR; tools/fetch-data "
                "gets the public ones");
  }
  return folder;
}

Dataset load_images(const protocols::Config& config, const std::filesystem::path& data_dir) {
  const protocols::Data& data = config.experiment().data();
  const protocols::Glyphs& glyphs = data.glyphs();
  if (data.has_glyphs()) return make_glyphs(glyphs.train(), glyphs.test(), glyphs.seed());
  if (data.has_noise()) {
    require_memory(config, "data.noise",
                   static_cast<double>(data.noise().units()) * data.noise().train(),
                   "use fewer units or samples");
    return make_noise(data.noise().units(), data.noise().classes(), data.noise().train());
  }
  if (data.has_cifar()) {
    return read_cifar(
        existing(config, "data.cifar.directory", data_dir / data.cifar().directory()));
  }
  return read_idx(existing(config, "data.idx.directory", data_dir / data.idx().directory()));
}

}  // namespace

Dataset load_dataset(const protocols::Config& config, const std::filesystem::path& data_dir) {
  Dataset data = load_images(config, data_dir);
  const std::size_t pool = config.experiment().data().pool();
  if (data.height % pool != 0 || data.width % pool != 0) {
    config.fail("data.pool", fmt::format("{} must divide the images' sides, {} x {}", pool,
                                         data.height, data.width));
  }
  return pooled(std::move(data), pool);
}

}  // namespace lab
