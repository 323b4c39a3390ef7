// Where the project's sources are, and the configs among them, for tests that read these.
#pragma once

#include <filesystem>
#include <vector>

namespace tests {

std::filesystem::path source_folder();
std::vector<std::filesystem::path> shipped_configs();  // by name

}  // namespace tests
