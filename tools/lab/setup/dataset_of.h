// The data set that a config asks for.
#pragma once

#include <filesystem>

#include "protocols/config.h"
#include "tools/lab/data/dataset.h"

namespace lab {

// Throws protocols::BadInput with the place in the config.
Dataset load_dataset(const protocols::Config& config, const std::filesystem::path& data_dir);

}  // namespace lab
