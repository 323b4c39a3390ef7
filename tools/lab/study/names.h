// What the parts of a study are called, for people and in file names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/lab/study/axis.h"

namespace lab {

// The shortest ends of the paths that tell them apart: "loss", or "link[1].loss" beside
// "link[2].loss".
std::vector<std::string> short_names(const std::vector<Axis>& axes);

// A path as a part of a file name: "link[1].loss" is "link1.loss".
std::string file_safe(std::string_view path);

// A part of a file name for each value, all different: "{lockstep{}}" is "lockstep". Letters,
// digits, ".", "+" and "-" only.
std::vector<std::string> labels(const std::vector<std::string>& values);

// As a picture shows them: plain values as they are, blocks by their labels.
std::vector<std::string> shown(const std::vector<std::string>& values);

}  // namespace lab
