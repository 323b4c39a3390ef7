// Shared libraries that tests make, as users do: with a compiler, and the one header alone.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/tools/tiny_run.h"

namespace lab {

// Language by the ending: C++ for .cc, C for .c.
inline std::string compiled(const std::filesystem::path& source,
                            const std::filesystem::path& folder) {
  const std::string library = (folder / ("lib" + source.stem().string() + ".so")).string();
  const char* compiler = source.extension() == ".c" ? "cc -std=c99" : "c++ -std=c++17";
  const std::string command =
      fmt::format("{} -Wall -Wextra -Werror -shared -fPIC -I'{}' -o '{}' '{}'", compiler,
                  (kSource / "tools/include").string(), library, source.string());
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return library;
}

// A file of this text, in the folder.
inline std::filesystem::path written(const std::string& name, const std::string& text,
                                     const std::filesystem::path& folder) {
  std::ofstream(folder / name) << text;
  return folder / name;
}

}  // namespace lab
