// Which program this is: fingerprints are equal within one build and one kernel set only.
#pragma once

#include <string>

namespace lab {

std::string version();         // "0.1.0"
std::string build();           // compiler, kind of build
std::string program_digest();  // of the executable file: two builds of one version differ
std::string kernel_set();      // the instruction sets in use: they decide the last bits

}  // namespace lab
